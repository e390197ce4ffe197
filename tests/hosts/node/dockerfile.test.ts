/** The two ways to the image say the same, as far as that shows without Docker. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

/** Those of the last stage come last, and count. */
const instructions = readFileSync('runtimes/container/Dockerfile', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name, value] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    return name && value ? [{ name, value }] : [];
  });
const argumentsOf = (name: string) =>
  instructions.findLast((each) => each.name === name)?.value ?? '';

/** `A=1 B=2` as an object. */
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
  `the Dockerfile${isBuilt ? '' : ' (SKIPPED: there is no image; run: npm run build:container)'}`,
  () => {
    it('configures the image as the way without Docker does', () => {
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
  it('takes its files from the script of the way without Docker, into an empty image', () => {
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

  it('builds with the Node that the image has', () => {
    const [, version] =
      /^node_version=(.+)$/m.exec(readFileSync('runtimes/container/rootfs.sh', 'utf8')) ?? [];
    expect(instructions[0]).toEqual({ name: 'FROM', value: `node:${version}-bookworm AS build` });
  });
});
