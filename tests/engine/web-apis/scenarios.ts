/**
 * What the service uses of web APIs, as functions from an input to something that JSON can say. Node's own
 * implementations pass the Web Platform Tests, so what they answer is what every engine is to answer.
 */

/** @returns what `act` returns, or the name of what it throws */
const attempt = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as Error).name;
  }
};

const partsOf = (url: URL) => ({
  href: url.href,
  origin: url.origin,
  protocol: url.protocol,
  username: url.username,
  password: url.password,
  host: url.host,
  hostname: url.hostname,
  port: url.port,
  pathname: url.pathname,
  search: url.search,
  hash: url.hash,
  parameters: [...url.searchParams],
});

const parse = (text: string) => attempt(() => partsOf(new URL(text)));

const setSearch = ([text, search]: [string, string]) => {
  const url = new URL(text);
  url.search = search;
  return [url.href, [...url.searchParams]];
};

const changeParameters = (text: string) => {
  const url = new URL(text);
  const hrefs = [url.href];
  const { searchParams } = url;
  for (const change of [
    () => searchParams.append('added', 'ä &=+%'),
    () => searchParams.set('a', 'set'),
    () => searchParams.delete('b'),
    () => searchParams.sort(),
    () => {
      for (const name of [...searchParams.keys()]) searchParams.delete(name);
    },
  ]) {
    change();
    hrefs.push(url.href);
  }
  return hrefs;
};

const parameters = (text: string) => {
  const list = new URLSearchParams(text);
  const [[name = '', value = ''] = []] = list;
  const visited: string[] = [];
  list.forEach((each, key) => void visited.push(key, each));
  return {
    pairs: [...list],
    keys: [...list.keys()],
    values: [...list.values()],
    size: list.size,
    text: list.toString(),
    first: [list.get(name), list.getAll(name), list.has(name), list.has(name, value)],
    missing: [
      list.get('no such'),
      list.getAll('no such'),
      list.has('no such'),
      list.has(name, '?'),
    ],
    visited,
  };
};

const parametersOf = (init: string[][] | Record<string, string>) =>
  attempt(() => new URLSearchParams(init).toString());

const encode = (units: number[]) =>
  Array.from(new TextEncoder().encode(String.fromCharCode(...units)));

const decode = (bytes: number[]) => {
  const input = Uint8Array.from([0, ...bytes]).subarray(1);
  return [
    new TextDecoder().decode(input),
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(input),
    attempt(() => new TextDecoder('utf8', { fatal: true }).decode(input)),
  ].map((text) => Array.from(String(text), (character) => character.codePointAt(0)));
};

const digest = async (bytes: number[]) =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))));

const responseHeaders = (init: Record<string, string>) => {
  const headers = new Headers(init);
  const copy = new Headers(headers);
  copy.set('added', 'only to the copy');
  headers.set('vary', 'Accept');
  return {
    values: Object.keys(init).map((name) => headers.get(name)),
    added: [headers.get('vary'), headers.has('vary')],
    missing: [headers.get('added'), headers.has('added')],
    copied: copy.get('added'),
  };
};

const response = ([status, body]: [number | null, string | null]) => {
  const made = new Response(body, {
    ...(status !== null && { status }),
    headers: { 'content-type': 'text/plain' },
  });
  return [made.status, made.headers.get('content-type'), body === null && made.body === null];
};

/** Reads all of a stream; the log says who did what in which order. */
const stream = async ([chunks, highWaterMark, end]: [number, number, string]) => {
  const log: string[] = [];
  let sent = 0;
  const source = new ReadableStream<string>(
    {
      pull: async (controller) => {
        log.push(`pull ${sent}`);
        await undefined;
        if (sent < chunks) controller.enqueue(`chunk ${sent++}`);
        else if (end === 'error') throw new Error('the source failed');
        else controller.close();
      },
      cancel: (reason) => {
        log.push(`cancel ${reason}`);
      },
    },
    { highWaterMark },
  );
  const reader = source.getReader();
  log.push(`locked ${source.locked}`);
  log.push(String(attempt(() => source.getReader())));
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      log.push(read.value);
      if (end === 'cancel') await reader.cancel('enough');
    }
    log.push('done');
  } catch (error) {
    log.push((error as Error).message);
  }
  return log;
};

/** Promises and what the build makes of async functions and generators. */
const promises = async () => {
  const log: unknown[] = [];
  const fail = async () => {
    throw new TypeError('it failed');
  };
  async function* numbers() {
    try {
      for (let n = 0; n < 3; n++) yield n;
      yield* [7, 8];
      yield await Promise.resolve(9);
    } finally {
      log.push('the generator has ended');
    }
  }
  for await (const n of numbers()) log.push(n);
  for await (const n of numbers()) if (n === 1) break;
  for await (const n of [Promise.resolve('a'), 'b']) log.push(n);
  log.push(
    await Promise.all([
      1,
      Promise.resolve(2),
      // biome-ignore lint/suspicious/noThenProperty: what has it is treated like a promise.
      { then: (resolve: (n: number) => void) => resolve(3) },
    ]),
  );
  log.push(await Promise.all([]));
  log.push(await Promise.all([fail(), 1]).catch((error: Error) => error.message));
  log.push(await Promise.race([new Promise(() => {}), Promise.resolve('first')]));
  log.push(
    await fail().then(
      () => 'never',
      (error: Error) => error.name,
    ),
  );
  log.push(await Promise.resolve(1).finally(() => 2));
  log.push(
    await Promise.reject(new Error('kept'))
      .finally(() => 2)
      .catch((error: Error) => error.message),
  );
  log.push(await new Promise((resolve) => resolve(Promise.resolve('nested'))));
  const circular: Promise<unknown> = Promise.resolve().then(() => circular);
  log.push(await circular.catch((error: Error) => error.name));
  const { promise, resolve } = promiseWithResolvers<string>();
  queueMicrotask(() => resolve('from a job'));
  log.push(await promise);
  log.push(Promise.resolve() instanceof Promise, String(Promise.resolve()));
  return log;
};

const promiseWithResolvers = <T>() => {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};

/** Timers go by time, those of one time in their order, and jobs before any of them. */
const timers = async () => {
  const log: string[] = [];
  const cancelled = setTimeout(() => log.push('cancelled'), 1);
  const all = [30, 10, 20, 10].map(
    (delay, index) =>
      new Promise<void>((resolve) =>
        setTimeout(() => {
          log.push(`${index} after ${delay}`);
          resolve();
        }, delay),
      ),
  );
  queueMicrotask(() => log.push('a job'));
  clearTimeout(cancelled);
  await Promise.all(all);
  return log;
};

/** In how many milliseconds a second lies, which a timer of fifty may miss by a little. */
const clock = async () => {
  const [wall, steady] = [Date.now(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, 50));
  const [byWall, bySteady] = [Date.now() - wall, performance.now() - steady];
  return [byWall >= 45 && byWall < 5000, bySteady >= 45 && bySteady < 5000];
};

const randomBytes = () => {
  const [one, other] = [0, 0].map(() => crypto.getRandomValues(new Uint32Array(4)).join());
  return [one?.split(',').length, one === other];
};

/** @returns what `act` returns; null where it throws, whatever that is called */
const orNull = (act: () => unknown): unknown => {
  try {
    return act();
  } catch {
    return null;
  }
};

const base64 = (binary: string) => [
  orNull(() => btoa(binary)),
  orNull(() => atob(btoa(binary))),
  orNull(() => atob(`${btoa(binary)}*`)),
];

/** Where JSON is malformed, each engine says in its own words; that it is, they all say alike. */
const json = (text: string) => attempt(() => JSON.parse(text));

export const scenarios = {
  parse,
  setSearch,
  changeParameters,
  parameters,
  parametersOf,
  encode,
  decode,
  digest,
  responseHeaders,
  response,
  stream,
  promises,
  timers,
  clock,
  randomBytes,
  base64,
  json,
} as const;

export type Scenario = keyof typeof scenarios;

/** @returns what a scenario answers to each input, as JSON has it */
export const play = async (name: Scenario, inputs: readonly unknown[]): Promise<unknown[]> => {
  const scenario = scenarios[name] as (input: unknown) => unknown;
  const answers: unknown[] = [];
  for (const input of inputs) answers.push((await scenario(input)) ?? null);
  return JSON.parse(JSON.stringify(answers));
};
