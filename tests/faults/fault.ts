/** Faults that an operator meets: each is declared with what clients see, and the declaration is held to be true. */
import { type ServerKind, serverKinds } from './servers.js';

/** What may become of a request. */
export type Seen =
  | '200'
  | '304'
  | '400'
  | '404'
  | '408'
  | '409'
  | '412'
  | '413'
  | '414'
  | '431'
  | '500'
  | '503 with Retry-After'
  | 'a connection that is cut'
  | 'no answer until the fault ends';

/** A dataset that is served whole. */
export type Served = 'the old revision' | 'the new revision' | 'the bundled dataset';

/** The chapters of docs/faults.md. */
export const chapters = {
  process: 'The process ends',
  sqlite: 'The SQLite file',
  redis: 'Redis',
  clients: 'Clients',
  time: 'Clocks',
  upgrade: 'Upgrades',
} as const;

/** One row of the matrix. */
export interface Fault {
  readonly chapter: keyof typeof chapters;
  /** What goes wrong, and when. */
  readonly fault: string;
  /** What becomes of each kind of request meanwhile: one of these. */
  readonly clients: Readonly<Record<string, readonly Seen[]>>;
  /** What the first request after the fault gets: one of these, whole. */
  readonly after: readonly Served[];
  /** Why that is so, or what to do. */
  readonly note?: string;
  readonly on: readonly ServerKind[];
  /** Why it cannot be provoked on this machine. */
  readonly obstacle?: string;
  /** Makes the fault happen, and reports what it sees. */
  readonly provoke: (report: Report) => Promise<void>;
}

/** Receives what was seen, and throws if that was not declared. */
export interface Report {
  readonly kind: ServerKind;
  seen(request: string, what: Seen): void;
  served(what: Served): void;
}

/**
 * Provokes a fault.
 *
 * @throws Error if something else was seen than the fault declares, or something declared was never looked at
 */
export const check = async (fault: Fault, kind: ServerKind): Promise<void> => {
  const looked = new Set<string>();
  let served = 0;
  const fail = (what: string, got: string, expected: readonly string[]) => {
    throw new Error(`Expected ${what}: ${expected.join(' or ')}, got ${got}.`);
  };
  await fault.provoke({
    kind,
    seen: (request, what) => {
      const expected = fault.clients[request] ?? [];
      if (!expected.includes(what)) fail(request, what, expected);
      looked.add(request);
    },
    served: (what) => {
      if (!fault.after.includes(what)) fail('what is served after', what, fault.after);
      served++;
    },
  });
  const unseen = Object.keys(fault.clients).filter((request) => !looked.has(request));
  if (unseen.length > 0) throw new Error(`Nobody looked at ${unseen.join(' and ')}.`);
  if (served === 0) throw new Error('Nobody looked at what is served after the fault.');
};

/** @returns the matrix as Markdown. */
export const renderFaults = (faults: readonly Fault[]): string => {
  const sections = Object.entries(chapters).map(([chapter, title]) => {
    const rows = faults.filter((fault) => fault.chapter === chapter);
    return rows.length === 0 ? '' : `## ${title}\n\n${table(rows)}\n`;
  });
  return `${preface}\n${sections.filter(Boolean).join('\n')}`;
};

const preface = `# Faults

What was provoked, what clients saw meanwhile, and what the first request after it got. Each row is a test, and this page is
made from the tests' declarations: \`npm run test:faults\` provokes them, and fails if something else is seen.
Where several outcomes are named, any of them may be seen; _whole_ means that every list, record and search is that of one
revision.
`;

const table = (faults: readonly Fault[]): string =>
  [
    '| fault | what clients see | what is served after, whole | tested on |',
    '| --- | --- | --- | --- |',
    ...faults.map(
      ({ fault, clients, after, note, on }) =>
        `| ${fault} | ${describeClients(clients)}${note ? `. ${note}` : ''} | ${after.join(' or ')} | ${on.map((kind) => serverKinds[kind].name).join(', ')} |`,
    ),
  ].join('\n');

const describeClients = (clients: Fault['clients']): string =>
  Object.entries(clients)
    .map(([request, seen]) => `${request}: ${seen.join(' or ')}`)
    .join('; ');
