/** The system calls of Linux, from the kernel's C headers. */
import { readFileSync } from 'node:fs';
import { firstMissing } from '../contenders/prerequisites.js';

const header = '/usr/include/x86_64-linux-gnu/asm/unistd_64.h';

/**
 * @returns all system calls, which a process without a seccomp profile may make
 * @throws Error if the headers for x86-64 are not installed
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

/** @returns the system calls defined in a header such as `asm/unistd_64.h`. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(/^#define __NR_(\w+)\s+\d+$/gm)].map(([, name = '']) => name);
