/** In the network of one pod: answers on every port, and says which ports of others answer. */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { ports } from './flows.js';

/** A port of another pod. */
export interface Target {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

/** Policies drop packets, so nothing but time tells. The first packet is sent again after a second. */
const patience = 2_500;

const byTcp = ({ address, port }: Target): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const settle = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(patience, () => settle(false));
    socket.once('data', () => settle(true));
    socket.once('error', () => settle(false));
  });

const byUdp = ({ address, port }: Target): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    const send = () => socket.send('hello', port, address);
    const settle = (reached: boolean) => {
      clearInterval(again);
      clearTimeout(timer);
      socket.close();
      resolve(reached);
    };
    const again = setInterval(send, patience / 5); // As the kernel does for TCP.
    const timer = setTimeout(() => settle(false), patience);
    socket.once('message', () => settle(true));
    socket.once('error', () => settle(false));
    send();
  });

const listening = ports.tcp.map(
  (port) =>
    new Promise<void>((resolve) => {
      createServer((socket) => {
        socket.on('error', () => {});
        socket.end('hello');
      }).listen(port, '0.0.0.0', resolve);
    }),
);
for (const port of ports.udp) {
  const socket = createSocket('udp4');
  socket.on('message', (_, { address, port }) => socket.send('hello', port, address));
  listening.push(new Promise((resolve) => socket.bind(port, '0.0.0.0', resolve)));
}
await Promise.all(listening);

process.on('message', async (targets: readonly Target[]) => {
  process.send?.(
    await Promise.all(
      targets.map((target) => (target.protocol === 'tcp' ? byTcp(target) : byUdp(target))),
    ),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
