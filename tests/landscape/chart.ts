/** What Helm makes of our chart, and kustomize of our overlays, so that both can be compared. */
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { chart, helm } from '../../harness/control-plane/helm.js';
import { isKubectlInstalled, output } from '../../harness/control-plane/kubectl.js';
import type { Manifest } from '../../harness/control-plane/overlays.js';
import { readVersion } from '../../lib/package.js';
import { findProgram } from '../../lib/programs.js';

/** The programs for it that this machine lacks. */
export const missingForChart: readonly string[] = [
  ...(findProgram('helm') ? [] : ['helm']),
  ...(isKubectlInstalled ? [] : ['kubectl']),
];

/** Renders the chart with these arguments. */
export const template = (...args: readonly string[]) =>
  helm(['template', 'takeaways', chart, '--namespace', 'takeaways', ...args]);

const List = z.object({ kind: z.literal('List'), items: z.array(z.unknown()) });

/** @returns the objects in one order and namespace, without digests in names, which each tool computes in its own way. */
export const comparable = (objects: readonly unknown[]): Manifest[] =>
  objects
    .flatMap((object) => List.safeParse(object).data?.items ?? [object])
    .map((object): Manifest => {
      const text = JSON.stringify(object);
      const names = /"(takeaways-redis|takeaways-runtime-config|otel-collector)-[a-z0-9]{10}"/g;
      // kustomize breaks long Base64 into lines.
      return JSON.parse(text.replaceAll(names, '"$1"').replaceAll(/(?<=[\w=])\\n(?=[\w"])/g, ''));
    })
    // Helm leaves the namespace to its command line.
    .filter(({ kind }) => kind !== 'Namespace')
    .map((object) => ({
      ...object,
      metadata: { ...object.metadata, namespace: 'takeaways' },
    }))
    .sort((one, other) => keyOf(one).localeCompare(keyOf(other)));
const keyOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata?.name}`;

/** @returns the objects that the chart makes with these arguments */
export const rendered = async (...args: readonly string[]): Promise<Manifest[]> =>
  comparable(
    parseAllDocuments(output(await template(...args)))
      .map((document): unknown => document.toJS())
      .filter((object) => object !== null),
  );

/** For the image of the base. */
export const untagged = ['--set', 'image.repository=registry.invalid/takeaways'];
/** @returns the objects of an overlay with the version of the image, which the base leaves out, and Helm never does */
export const withVersion = (objects: Manifest[]): Manifest[] =>
  JSON.parse(
    JSON.stringify(objects).replaceAll(
      '"registry.invalid/takeaways"',
      `"registry.invalid/takeaways:${readVersion()}"`,
    ),
  );
