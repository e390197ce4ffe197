/** Compares the Dockerfile with the image built without Docker. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

/** The instructions of all stages; those of the last stage come last. */
const instructions = readFileSync('runtimes/container/Dockerfile', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name, value] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    return name && value ? [{ name, value }] : [];
  });
const argumentsOf = (name: string) =>
  instructions.findLast((each) => each.name === name)?.value ?? '';

/** Parses `A=1 B=2`. */
const pairsOf = (name: string) =>
  Object.fromEntries(
    argumentsOf(name)
      .split(' ')
      .map((pair) => pair.split(/=(.*)/s).slice(0, 2)),
  );

const layout = 'dist/container/image';
const descriptor = z.object({ digest: z.string() });
const read = <Schema extends z.core.$ZodType>(path: string, schema: Schema): z.output<Schema> =>
  z.parse(schema, JSON.parse(readFileSync(join(layout, path), 'utf8')));
const blob = ({ digest = '' }: { digest?: string } = {}) => `blobs/${digest.replace(':', '/')}`;
const configurationOfImage = () => {
  const { manifests } = read('index.json', z.object({ manifests: z.array(descriptor) }));
  const { config } = read(blob(manifests[0]), z.object({ config: descriptor }));
  return read(blob(config), z.object({ config: z.record(z.string(), z.unknown()) })).config;
};

const isBuilt = existsSync(join(layout, 'index.json'));
describe.skipIf(!isBuilt)(
  `the Dockerfile${isBuilt ? '' : ' (SKIPPED: no image found; run npm run build:container)'}`,
  () => {
    it('has the configuration of the image built without Docker', () => {
      expect({
        User: argumentsOf('USER'),
        WorkingDir: argumentsOf('WORKDIR'),
        Env: argumentsOf('ENV').split(' '),
        ExposedPorts: { [argumentsOf('EXPOSE')]: {} },
        Volumes: { [argumentsOf('VOLUME')]: {} },
        StopSignal: argumentsOf('STOPSIGNAL'),
        Labels: pairsOf('LABEL'),
        Entrypoint: JSON.parse(argumentsOf('ENTRYPOINT')),
      }).toEqual(configurationOfImage());
    });
  },
);

describe('the Dockerfile', () => {
  it('copies the files made by rootfs.sh into an empty image', () => {
    const script = 'runtimes/container/rootfs.sh';
    expect(
      instructions.filter(({ value }) => value.includes(`${script} dist/container/server.js`)),
    ).toHaveLength(1);
    expect(instructions.filter(({ name }) => name === 'FROM').at(-1)?.value).toBe('scratch');
    expect(
      instructions.filter(({ name, value }) => name === 'COPY' && value.includes('--from')),
    ).toEqual([
      { name: 'COPY', value: '--from=build /rootfs /' },
      { name: 'COPY', value: '--from=build --chown=65532:65532 /rootfs/data /data' },
    ]);
  });

  it('builds with the version of Node in the image', () => {
    const [, version] =
      /^node_version=(.+)$/m.exec(readFileSync('runtimes/container/rootfs.sh', 'utf8')) ?? [];
    expect(instructions[0]).toEqual({ name: 'FROM', value: `node:${version}-bookworm AS build` });
  });
});
