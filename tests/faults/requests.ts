/** Requests to servers under faults, and what became of them. */
import { token } from '../support/publishing.js';
import { edition, idOfEdition, wholePaths } from './datasets.js';
import type { Seen } from './fault.js';

/** A server that may answer, wherever it is. */
interface Server {
  readonly url: string;
}

/** How long a request may go unanswered before that counts as no answer, in milliseconds. */
const patience = 8_000;

const authorization = { authorization: `Bearer ${token}`, 'if-match': '*' };

/** Publishes edition `number`. */
export const publishEdition = ({ url }: Server, number: number): Promise<Response> =>
  fetch(`${url}/v1/dataset`, {
    method: 'PUT',
    headers: { ...authorization, 'content-type': 'application/json' },
    body: JSON.stringify(edition(number)),
  });

/** Makes edition `number`, which was published before, the current one. */
export const activateEdition = async ({ url }: Server, number: number): Promise<Response> =>
  fetch(`${url}/v1/revisions/${await idOfEdition(number)}/activate`, {
    method: 'POST',
    headers: authorization,
  });

/** Reads everything. */
export const readDump = ({ url }: Server): Promise<Response> => fetch(`${url}/v1/dump`);

/** @returns what became of a request: its whole answer, or none. */
export const seenOf = async (response: Promise<Response>): Promise<Seen> => {
  const waited = await Promise.race([finish(response), timeout()]);
  return waited ?? 'no answer until the fault ends';
};

/** The same, however long it takes. */
export const finish = async (response: Promise<Response>): Promise<Seen> => {
  try {
    const { status, headers, body } = await response;
    // An answer that is cut short counts as a cut connection.
    for await (const _ of body ?? []);
    if (status === 503 && Number(headers.get('retry-after')) > 0) return '503 with Retry-After';
    return String(status) as Seen;
  } catch {
    return 'a connection that is cut';
  }
};

const timeout = (): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), patience).unref());

/** @returns what the server serves now, as `wholeEdition` has it. @throws unless each request succeeds at once */
export const readWhole = async ({ url }: Server): Promise<string> => {
  const texts: string[] = [];
  for (const path of wholePaths) texts.push(await (await fetch(url + path)).text());
  return texts.join('\n');
};
