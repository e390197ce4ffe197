/** The system calls of Linux, as the C headers of the kernel have them. */
import { readFileSync } from 'node:fs';
import { firstMissing } from '../contenders/tools.js';

const header = '/usr/include/x86_64-linux-gnu/asm/unistd_64.h';

/**
 * @returns the names of all system calls that a process without a seccomp profile may make
 * @throws Error where the headers are not there; they are read for x86-64 alone
 */
export const systemCalls = (): string[] => {
  const missing = firstMissing([
    {
      file: header,
      add: 'On x86-64, install the headers (Debian: apt-get install linux-libc-dev).',
    },
  ]);
  if (missing) throw new Error(missing);
  return namesIn(readFileSync(header, 'utf8'));
};

/** @returns the names that a header such as `asm/unistd_64.h` gives numbers. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(/^#define __NR_(\w+)\s+\d+$/gm)].map(([, name = '']) => name);
