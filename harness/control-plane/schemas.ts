import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

/** The projects whose kinds our manifests use: a Go module, and where in it the definitions of resources are. */
const modules = {
  spinkube: ['github.com/spinkube/spin-operator@v0.6.1', ['config/crd/bases']],
  keda: ['github.com/kedacore/keda/v2@v2.21.0', ['config/crd/bases']],
  gateway: ['sigs.k8s.io/gateway-api@v1.6.0', ['config/crd/standard']],
  kyverno: [
    'github.com/kyverno/kyverno@v1.19.1',
    ['config/crds/kyverno', 'config/crds/policies.kyverno.io'],
  ],
  fluxSource: ['github.com/fluxcd/source-controller@v1.9.5', ['config/crd/bases']],
  fluxKustomize: ['github.com/fluxcd/kustomize-controller@v1.9.5', ['config/crd/bases']],
} as const;

const download = z.object({ Dir: z.string() });

/**
 * Downloads a project's Go module, unless Go has it already, and verifies it against Go's checksum database.
 *
 * @param project whose module it is
 * @returns path of the module's root
 * @throws Error if there is no Go, or the module can't be had
 */
export const moduleDirectory = (project: keyof typeof modules): string => {
  const args = ['mod', 'download', '-json', modules[project][0]];
  const answer = execFileSync('go', args, { cwd: tmpdir(), encoding: 'utf8' });
  return download.parse(JSON.parse(answer)).Dir;
};

/** @returns the directories with the custom resource definitions of all projects */
export const definitionDirectories = (): string[] => {
  const projects = Object.keys(modules) as (keyof typeof modules)[];
  return projects.flatMap((project) => {
    const root = moduleDirectory(project);
    return modules[project][1].map((folder) => join(root, folder));
  });
};
