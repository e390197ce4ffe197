/** Faults that an operator meets: each is declared with what clients see, and the declaration is held to be true. */
import { type PodKind, podKinds } from './pod-kinds.js';
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
  pods: 'Pods',
} as const;

/** One row of the matrix. */
export interface Declared {
  readonly chapter: keyof typeof chapters;
  /** What goes wrong, and when. */
  readonly fault: string;
  /** What becomes of each kind of request meanwhile: one of these. */
  readonly clients: Readonly<Record<string, readonly Seen[]>>;
  /** What the first request after the fault gets: one of these, whole. */
  readonly after: readonly Served[];
  /** Why that is so, or what to do. */
  readonly note?: string;
  readonly on: readonly (ServerKind | PodKind)[];
}

/** A row whose test starts the servers by itself. */
export interface Fault extends Declared {
  readonly on: readonly ServerKind[];
  /** Why it cannot be provoked on this machine. */
  readonly obstacle?: string;
  /** Makes the fault happen, and reports what it sees. */
  readonly provoke: (report: Report) => Promise<void>;
}

/** Receives what was seen, and throws if that was not declared. */
export interface Observer {
  seen(request: string, what: Seen): void;
  served(what: Served): void;
}

/** The same, for a fault that is provoked on one kind of server. */
export interface Report extends Observer {
  readonly kind: ServerKind;
}

/**
 * Provokes a fault.
 *
 * @throws Error if something else was seen than the fault declares, or something declared was never looked at
 */
export const check = (fault: Fault, kind: ServerKind): Promise<void> =>
  observe(fault, kind, (observer) => fault.provoke({ kind, ...observer }));

/**
 * The same for a fault that something else provokes.
 *
 * @param where one of those that the fault declares
 */
export const observe = async (
  { clients, after, on }: Declared,
  where: ServerKind | PodKind,
  provoke: (observer: Observer) => Promise<void>,
): Promise<void> => {
  const looked = new Set<string>();
  let served = 0;
  const expectOneOf = (expected: readonly string[], got: string, what: string) => {
    if (!expected.includes(got))
      throw new Error(`Expected ${what}: ${expected.join(' or ')}, got ${got}.`);
  };
  expectOneOf(on, where, 'a place that the fault declares');
  await provoke({
    seen: (request, what) => {
      expectOneOf(clients[request] ?? [], what, request);
      looked.add(request);
    },
    served: (what) => {
      expectOneOf(after, what, 'what is served after');
      served++;
    },
  });
  const unseen = Object.keys(clients).filter((request) => !looked.has(request));
  if (unseen.length > 0) throw new Error(`Nobody looked at ${unseen.join(' and ')}.`);
  if (served === 0) throw new Error('Nobody looked at what is served after the fault.');
};

/** @returns the matrix as Markdown. */
export const renderFaults = (faults: readonly Declared[]): string => {
  const sections = Object.entries(chapters).map(([chapter, title]) => {
    const rows = faults.filter((fault) => fault.chapter === chapter);
    return rows.length === 0 ? '' : `## ${title}\n\n${table(rows)}\n`;
  });
  return `${preface}\n${sections.filter(Boolean).join('\n')}`;
};

const preface = `# Faults

What was provoked, what clients saw meanwhile, and what the first request after it got. Each row is a test, and this page is
made from the tests' declarations: \`npm run test:faults\` provokes them, and \`npm run test:node\` those of pods; each fails if
something else is seen.
Where several outcomes are named, any of them may be seen; _whole_ means that every list, record and search is that of one
revision.
`;

const table = (faults: readonly Declared[]): string =>
  [
    '| fault | what clients see | what is served after, whole | tested on |',
    '| --- | --- | --- | --- |',
    ...faults.map(
      ({ fault, clients, after, note, on }) =>
        `| ${fault} | ${describeClients(clients)}${note ? `. ${note}` : ''} | ${after.join(' or ')} | ${on.map(nameOf).join(', ')} |`,
    ),
  ].join('\n');

const nameOf = (kind: ServerKind | PodKind): string =>
  kind in podKinds ? podKinds[kind as PodKind] : serverKinds[kind as ServerKind].name;

const describeClients = (clients: Declared['clients']): string =>
  Object.entries(clients)
    .map(([request, seen]) => `${request}: ${seen.join(' or ')}`)
    .join('; ');
