/** `npm run build:container`: builds the server for plain Node, and a container image of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Command } from 'commander';
import { bundleServer } from '../engine/node-bundle.js';
import { readVersion } from '../lib/package.js';
import { measureImage, type Sizes } from './image-sizes.js';

const server = 'dist/container/server.js';
const rootfs = 'dist/container/rootfs';
const image = 'dist/container/image';
const typical = { rootfs: 'dist/container-typical/rootfs', image: 'dist/container-typical/image' };

const options = new Command('build:container')
  .description(`Builds the server for plain Node (${server}), and an OCI image of it (${image}).`)
  .option('--server', 'build only the server, which requires only npm')
  .option(
    '--typical',
    `also build ${typical.image}, as from a stock Debian slim image (requires mmdebstrap and root)`,
  )
  .option('--json', 'print the sizes in bytes as JSON')
  .addHelpText(
    'after',
    `
Building the image requires Debian 12 with dpkg and binutils. SOURCE_DATE_EPOCH sets the timestamp of its files.

Examples:
  npm run build:container
  npm run build:container -- --server
  npm run --silent build:container -- --json | jq .registry
  skopeo copy oci:${image}:latest docker://registry.example/takeaways-node:${readVersion()}`,
  )
  .parse()
  .opts<{ server?: true; typical?: true; json?: true }>();

const main = async () => {
  await bundleServer(server);
  if (options.server) return;
  console.error('Building the root file system …');
  await run('runtimes/container/rootfs.sh', server, rootfs);
  console.error('Building the image …');
  await run('runtimes/container/image.sh', rootfs, image);
  if (options.typical) {
    console.error('Building the typical image …');
    await run('runtimes/container/typical-rootfs.sh', rootfs, typical.rootfs);
    await run('runtimes/container/image.sh', typical.rootfs, typical.image);
  }
  const sizes = measureImage(rootfs, image);
  console.log(options.json ? JSON.stringify(sizes) : report(sizes));
};

const run = async (script: string, ...parameters: string[]): Promise<void> => {
  const child = spawn(script, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new Error(`${script} failed. See the requirements at the top of that file.`);
};

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2).padStart(7)} MB`;

const report = ({ registry, registryOfUpdate, disk, diskOf }: Sizes): string =>
  [
    `${image}:`,
    `${megabytes(registry)} in a registry, ${megabytes(registryOfUpdate).trim()} of it per update`,
    `${megabytes(disk)} on disk, of which`,
    `${megabytes(diskOf.node)}   Node`,
    `${megabytes(diskOf.libraries)}   libraries`,
    `${megabytes(diskOf.server)}   the server with its dataset and assets`,
    `${megabytes(diskOf.rest)}   licences, package list, users`,
  ].join('\n');

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
