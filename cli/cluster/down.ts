/** `npm run cluster:down`: deletes the cluster created by `cluster:up`. */
import { Command } from 'commander';
import { command, runQuietly } from './program.js';
import { exitOnFailure, requirePrograms, runSteps } from './step.js';
import { cluster } from './versions.js';

const tool = new Command('cluster:down')
  .description('Deletes the cluster created by cluster:up, with its registry and all data.')
  .option('--dry-run', 'show the step without running it', false)
  .addHelpText('after', '\nExamples:\n  npm run cluster:down\n  npm run cluster:down -- --dry-run')
  .action(({ dryRun }: { dryRun: boolean }) =>
    exitOnFailure(async () => {
      if (!dryRun) await requirePrograms('docker', 'k3d');
      const remove = {
        title: 'Delete the cluster',
        command: command(`k3d cluster delete ${cluster}`),
        isDone: async () => !(await runQuietly(command(`k3d cluster list ${cluster}`))).ok,
      };
      await runSteps([remove], dryRun);
    }),
  );

await tool.parseAsync();
