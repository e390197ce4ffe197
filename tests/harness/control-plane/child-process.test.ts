import { expect, it } from 'vitest';
import { startProgram } from '../../../harness/control-plane/child-process.js';

it('a program that is not there is named, with how to get it', async () => {
  await expect(startProgram('absent-program', [], /ready/)).rejects.toThrow(
    /^absent-program could not be started .*\.ci\/install-kubernetes/,
  );
});

it('a program that ends before it serves is named, with the end of its log', async () => {
  const complain = 'console.error("no disk"); process.exit(1)';
  await expect(startProgram(process.execPath, ['-e', complain], /ready/)).rejects.toThrow(
    /node ended\. Its log ends:\nno disk$/,
  );
});
