/** Runs other programs, and shows how they are run. */
import { execFile, spawn } from 'node:child_process';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Standard input. */
  readonly input?: string;
}

/** @param more arguments that may contain spaces */
export const command = (line: string, ...more: readonly string[]): Command => {
  const [program = '', ...args] = line.split(' ');
  return { program, args: [...args, ...more] };
};

/** @returns the command as typed into a shell. */
export const shellLine = ({ program, args, input }: Command): string => {
  const line = [program, ...args].map(shellQuoted).join(' ');
  return input === undefined ? line : `${line} <<'END'\n${input.trimEnd()}\nEND`;
};

const shellQuoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

export interface Outcome {
  readonly ok: boolean;
  /** Undefined if the program was not found. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command without showing its output. */
export const runQuietly = ({ program, args, input = '' }: Command): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = execFile(program, args, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : error.code;
      resolve({
        ok: error === null,
        status: typeof status === 'number' ? status : undefined,
        stdout,
        stderr,
      });
    });
    // A program that does not read its input reports the reason itself.
    child.stdin?.on('error', () => {}).end(input);
  });

/** Runs a command and shows its output. @returns its standard output @throws Error if it fails */
export const run = (
  { program, args, input = '' }: Command,
  environment: NodeJS.ProcessEnv = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      process.stdout.write(text);
    });
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve(printed) : reject(new Error(`${program} exited with ${status}.`)),
    );
    child.stdin.on('error', () => {}).end(input);
  });
