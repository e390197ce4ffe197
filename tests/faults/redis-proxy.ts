/** A TCP proxy before a Redis: slows its answers, loses them, or stops at the n-th operation on a store. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** The commands that are operations on a store; others are about the connection. */
const storeCommands = /^(?:M?GET|M?SET|SETNX|DEL|UNLINK|EVAL|EVALSHA|EXISTS)$/i;

/** A command of a client, as it was sent. */
interface Command {
  readonly name: string;
  readonly bytes: Buffer;
}

export class RedisProxy {
  /** How long each command takes longer, in milliseconds. */
  latency = 0;
  private silent = false;
  private operations = 0;
  private stop: { at: number; reached: () => void; resumed: Promise<void> } | undefined;
  private resume: () => void = () => {};
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** Where new connections go. */
    public target: string,
  ) {
    server.on('connection', (client) => this.connect(client));
  }

  /** @param target host and port of the Redis */
  static async start(target: string): Promise<RedisProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RedisProxy(server, target);
  }

  /** @returns a URL of Redis that leads through the proxy. */
  through(url: string): string {
    const { port } = this.server.address() as { port: number };
    const proxied = new URL(url);
    proxied.hostname = '127.0.0.1';
    proxied.port = `${port}`;
    return proxied.href;
  }

  /** @returns how many operations on the store `work` takes. */
  async count(work: () => Promise<unknown>): Promise<number> {
    const before = this.operations;
    await work();
    return this.operations - before;
  }

  /**
   * Holds the n-th operation from now on, and all after it, until `proceed`.
   *
   * @returns when it arrives
   */
  stopAt(n: number): Promise<void> {
    this.operations = 0;
    const resumed = new Promise<void>((resolve) => {
      this.resume = resolve;
    });
    return new Promise((reached) => {
      this.stop = { at: n, reached, resumed };
    });
  }

  /** Lets what `stopAt` holds go on. */
  proceed(): void {
    this.stop = undefined;
    this.resume();
  }

  /** Loses every byte of the connections that there are, without closing them; new ones work. */
  goSilent(): void {
    for (const socket of this.sockets) {
      socket.removeAllListeners('data');
      socket.pause();
    }
    this.silent = true;
  }

  /** Lets new connections through again; those that went silent stay so. */
  speak(): void {
    this.silent = false;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private connect(client: Socket): void {
    this.track(client);
    if (this.silent) {
      client.pause();
      return;
    }
    const [host, port] = this.target.split(':');
    const redis = connect(Number(port), host);
    this.track(redis);
    redis.once('close', () => client.destroy());
    client.once('close', () => redis.destroy());
    redis.on('data', (bytes) => client.write(bytes));
    let rest: Buffer = Buffer.alloc(0);
    let sent = Promise.resolve();
    client.on('data', (bytes) => {
      const { commands, left } = parseCommands(Buffer.concat([rest, bytes]));
      rest = left;
      for (const command of commands) {
        sent = sent.then(() => this.pass(command, redis)).catch(() => {});
      }
    });
  }

  private async pass({ name, bytes }: Command, redis: Socket): Promise<void> {
    if (storeCommands.test(name)) {
      this.operations++;
      const { stop } = this;
      if (stop && this.operations >= stop.at) {
        stop.reached();
        await stop.resumed;
      }
    }
    if (this.latency > 0) await new Promise((resolve) => setTimeout(resolve, this.latency));
    if (!redis.destroyed) redis.write(bytes);
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => {}); // Either side may be killed.
    socket.once('close', () => this.sockets.delete(socket));
  }
}

/** Splits what a client sent into commands (arrays of bulk strings) and an incomplete rest. */
const parseCommands = (bytes: Buffer): { commands: Command[]; left: Buffer } => {
  const commands: Command[] = [];
  let at = 0;
  for (;;) {
    const end = endOfCommand(bytes, at);
    if (!end) return { commands, left: bytes.subarray(at) };
    commands.push({ name: end.name, bytes: bytes.subarray(at, end.at) });
    at = end.at;
  }
};

const endOfCommand = (bytes: Buffer, from: number): { at: number; name: string } | undefined => {
  const count = numberAt(bytes, from, '*');
  if (!count) return undefined;
  let { at } = count;
  let name = '';
  for (let part = 0; part < count.number; part++) {
    const length = numberAt(bytes, at, '$');
    if (!length || bytes.length < length.at + length.number + 2) return undefined;
    if (part === 0) name = bytes.toString('latin1', length.at, length.at + length.number);
    at = length.at + length.number + 2;
  }
  return { at, name };
};

/** @returns the number on the line that starts with `mark`, and where the next line starts. */
const numberAt = (
  bytes: Buffer,
  from: number,
  mark: string,
): { number: number; at: number } | undefined => {
  const end = bytes.indexOf('\r\n', from);
  if (end < 0) return undefined;
  const line = bytes.toString('latin1', from, end);
  if (!line.startsWith(mark)) throw new Error(`Expected a line that starts with ${mark}: ${line}`);
  return { number: Number(line.slice(1)), at: end + 2 };
};
