/** `npm run cluster:down`: removes what `cluster:up` made. */
import { Command } from 'commander';
import { command, runQuietly } from './program.js';
import { exitOnFailure, requirePrograms, runSteps } from './step.js';
import { cluster } from './versions.js';

const tool = new Command('cluster:down')
  .description(
    'Removes the cluster that cluster:up made, with its registry and all that runs and is stored there.',
  )
  .option('--dry-run', 'show the step, and change nothing', false)
  .addHelpText('after', '\nExamples:\n  npm run cluster:down\n  npm run cluster:down -- --dry-run')
  .action(({ dryRun }: { dryRun: boolean }) =>
    exitOnFailure(async () => {
      if (!dryRun) await requirePrograms('docker', 'k3d');
      const remove = {
        title: 'Remove the cluster',
        command: command(`k3d cluster delete ${cluster}`),
        isDone: async () => !(await runQuietly(command(`k3d cluster list ${cluster}`))).ok,
      };
      await runSteps([remove], dryRun);
    }),
  );

await tool.parseAsync();
