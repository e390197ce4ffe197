/** The server's configuration, from its environment. */
import * as z from 'zod/mini';
import { type Address, parseAddress } from '../http-server.js';

/** Where the key-value store is. */
export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'redis'; readonly url: string };

export interface Configuration {
  readonly listen: Address;
  readonly store: StoreLocation;
  readonly publishToken: string;
  readonly previousPublishToken: string;
  readonly faults: string;
  readonly logLevel: string;
}

/** A schema for a text that `parse` understands; `parse` returns undefined for others. */
const parsed = <T>(parse: (text: string) => T | undefined, expected: string) =>
  z.pipe(
    z.string(expected),
    z.transform((text, { issues }) => {
      const value = parse(text);
      if (value !== undefined) return value;
      issues.push({ code: 'custom', input: text, message: expected });
      return z.NEVER;
    }),
  );

const parseStore = (text: string): StoreLocation | undefined => {
  const [, path] = /^sqlite:(.+)$/.exec(text) ?? [];
  if (path) return { kind: 'sqlite', path };
  return /^rediss?:\/\/./.test(text) && URL.canParse(text)
    ? { kind: 'redis', url: text }
    : undefined;
};

const environmentSchema = z.object({
  TAKEAWAYS_LISTEN: z._default(
    parsed(parseAddress, 'Expected an IP address and a port, for example 127.0.0.1:3000.'),
    { host: '127.0.0.1', port: 3000 },
  ),
  TAKEAWAYS_STORE: parsed(parseStore, 'Expected sqlite:<path of a file> or redis://<host>:<port>.'),
  TAKEAWAYS_PUBLISH_TOKEN: z._default(z.string(), ''),
  TAKEAWAYS_PUBLISH_TOKEN_PREVIOUS: z._default(z.string(), ''),
  TAKEAWAYS_FAULTS: z._default(z.string(), ''),
  TAKEAWAYS_LOG_LEVEL: z._default(z.string(), 'info'),
});

/**
 * @param environment such as `process.env`; empty variables count as unset
 * @throws Error that lists invalid variables and what was expected
 */
export const readConfiguration = (
  environment: Readonly<Record<string, string | undefined>>,
): Configuration => {
  const given = Object.entries(environment).filter(([, value]) => value);
  const { data, error } = environmentSchema.safeParse(Object.fromEntries(given));
  if (!data) {
    throw new Error(
      error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
    );
  }
  return {
    listen: data.TAKEAWAYS_LISTEN,
    store: data.TAKEAWAYS_STORE,
    publishToken: data.TAKEAWAYS_PUBLISH_TOKEN,
    previousPublishToken: data.TAKEAWAYS_PUBLISH_TOKEN_PREVIOUS,
    faults: data.TAKEAWAYS_FAULTS,
    logLevel: data.TAKEAWAYS_LOG_LEVEL,
  };
};
