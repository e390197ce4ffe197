/** `npm start`: builds the component if something has changed, and runs it on the local host. */
import { spawn, spawnSync } from 'node:child_process';
import { engines, isEngine } from '../engine/engines.js';

/** Which manifest runs the component that is made with an engine. */
const manifests = { starlingmonkey: 'spin.toml', quickjs: 'spin-quickjs.toml' } as const;

const main = () => {
  const { engine, rest } = parse(process.argv.slice(2));
  if (!isEngine(engine)) {
    console.error(`There is no engine ${engine}. Choose one: ${Object.keys(engines).join(', ')}`);
    process.exit(2);
  }
  const build = ['--import', 'tsx', 'cli/build.ts', '--engine', engine];
  const { status } = spawnSync(process.execPath, build, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);

  const host = ['dist/hosts/local/main.js', '--from', manifests[engine], ...rest];
  const child = spawn(process.execPath, host, { stdio: 'inherit' });
  // A terminal sends a signal to both; the host ends when it has answered what it was asked.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
};

/** Takes `--engine name` or `--engine=name` out of the command line; all the rest is the host's. */
const parse = (args: readonly string[]): { engine: string; rest: string[] } => {
  const at = args.findIndex((argument) => /^--engine(?:=|$)/.test(argument));
  if (at < 0) return { engine: 'starlingmonkey', rest: [...args] };
  const [, inline] = /^--engine=(.*)$/.exec(args[at] ?? '') ?? [];
  const taken = inline === undefined ? 2 : 1;
  return {
    engine: inline ?? args[at + 1] ?? '',
    rest: [...args.slice(0, at), ...args.slice(at + taken)],
  };
};

main();
