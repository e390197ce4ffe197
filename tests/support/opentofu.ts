/** Our module for OpenTofu, run by OpenTofu or Terraform with the real providers. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Outcome } from '../../harness/control-plane/kubectl.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from './describe-with.js';
import { run } from './run.js';

/** Which programs run the module; each is tested where it is installed. */
export const programs = ['tofu', 'terraform'] as const;

/** The programs to run the module with this one that this machine lacks. */
export const missingFor = (program: (typeof programs)[number]): readonly string[] =>
  [program, 'terraform-provider-helm', 'terraform-provider-kubernetes'].filter(
    (name) => !findProgram(name),
  );

/** @returns what the name of a skipped test ends with */
export const skippedWithout = (missing: readonly string[]): string =>
  skipReason(
    missing,
    'Run .ci/install-landscape tofu. The providers: https://github.com/hashicorp/terraform-provider-helm and -kubernetes',
  );

/** A state of the module, in a directory of its own. */
export class OpenTofu {
  private readonly directory = temporaryDirectory();

  /**
   * @param program its name
   * @param environment variables for it and for the providers, such as KUBE_CONFIG_PATH
   */
  constructor(
    private readonly program: (typeof programs)[number],
    private readonly environment: Readonly<Record<string, string>> = {},
  ) {
    const providers = ['helm', 'kubernetes'].map((name) => {
      const path = findProgram(`terraform-provider-${name}`) ?? '';
      return `"hashicorp/${name}" = ${JSON.stringify(dirname(path))}`;
    });
    const overrides = `dev_overrides {\n${providers.join('\n')}\n}`;
    writeFileSync(this.configuration, `provider_installation {\n${overrides}\ndirect {}\n}\n`);
  }

  get state(): string {
    return join(this.directory, 'state.json');
  }

  /** @returns what a command of the program gives */
  run(command: string, ...args: readonly string[]): Promise<Outcome> {
    return run(this.program, ['-chdir=k8s/opentofu', command, '-no-color', ...args], {
      ...this.environment,
      TF_CLI_CONFIG_FILE: this.configuration,
      TF_DATA_DIR: join(this.directory, 'data'),
      TF_IN_AUTOMATION: '1',
    });
  }

  /** Runs a command on the state, with these variables. */
  change(
    command: 'apply' | 'destroy' | 'plan',
    variables: Readonly<Record<string, unknown>>,
    ...args: readonly string[]
  ): Promise<Outcome> {
    const file = join(this.directory, 'variables.tfvars.json');
    writeFileSync(file, JSON.stringify(variables));
    const common = ['-input=false', '-lock=false', `-state=${this.state}`, `-var-file=${file}`];
    return this.run(command, ...common, ...args);
  }

  /** @returns what it would do, as the program's JSON states it */
  async plan(variables: Readonly<Record<string, unknown>>): Promise<unknown> {
    const file = join(this.directory, 'plan');
    const planned = await this.change('plan', variables, `-out=${file}`);
    if (!planned.ok) throw new Error(planned.stderr);
    return JSON.parse((await this.run('show', '-json', file)).stdout);
  }

  private get configuration(): string {
    return join(this.directory, 'configuration.tfrc');
  }
}
