/** Reads what a visitor of the dataset would, and compares each answer with the model's. */
import type { Edition } from './model.js';
import type { Publisher } from './publisher.js';
import type { Tally } from './tally.js';

type Random = () => number;

const pick = <T>(random: Random, from: readonly T[]): T | undefined =>
  from[Math.floor(random() * from.length)];

const json = 'application/json';

/** A read and the media type it asks for. */
interface Read {
  readonly kind: string;
  readonly path: string;
  readonly accept: string;
}

/** @returns a read at random: searches and lists more often than others, the whole dataset seldom. */
export const chooseRead = (random: Random, { dataset }: Edition): Read => {
  const takeaway = pick(random, dataset.takeaways);
  const words = (takeaway?.title ?? '').toLowerCase().match(/[a-z]{4,}/g) ?? ['wasm'];
  const word = pick(random, words) ?? 'wasm';
  const topic = takeaway?.topic ?? '';
  const technology = pick(random, takeaway?.technologies ?? []);
  const limit = 1 + Math.floor(random() * 30);
  const filter = technology && random() < 0.5 ? `technology=${technology}` : `topic=${topic}`;
  const roll = random();
  if (roll < 0.25)
    return { kind: 'search', path: `/v1/takeaways?limit=${limit}&q=${word}`, accept: json };
  if (roll < 0.32)
    return { kind: 'search', path: `/v1/takeaways?${filter}&q=${word}`, accept: json };
  if (roll < 0.5)
    return { kind: 'list', path: `/v1/takeaways?${filter}&limit=${limit}`, accept: json };
  if (roll < 0.55)
    return { kind: 'list', path: `/v1/takeaways?limit=${limit}`, accept: 'text/csv' };
  if (roll < 0.75) return { kind: 'takeaway', path: `/v1/takeaways/${takeaway?.id}`, accept: json };
  if (roll < 0.9) {
    const name = pick(random, ['topics', 'technologies', 'events', 'sources', 'claims']);
    return { kind: 'vocabulary', path: `/v1/${name}`, accept: json };
  }
  if (roll < 0.93) return { kind: 'no such thing', path: `/v1/takeaways/no-${word}`, accept: json };
  if (roll < 0.96)
    return { kind: 'bad request', path: `/v1/takeaways?limit=${word}`, accept: json };
  return { kind: 'dump', path: '/v1/dump', accept: random() < 0.5 ? json : 'application/x-ndjson' };
};

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly etag: string | null;
}

export class Reader {
  constructor(
    private readonly url: string,
    private readonly publisher: Publisher,
    private readonly tally: Tally,
    private readonly faulty: boolean,
  ) {}

  /** Reads something, then perhaps asks whether it has changed, or follows its link to the next page. */
  async read(random: Random): Promise<void> {
    const [edition] = this.publisher.possible;
    if (!edition) return;
    const read = chooseRead(random, edition);
    const answer = await this.compare(read, new Set(this.publisher.possible));
    if (answer?.status !== 200) return;
    if (answer.etag && random() < 0.3) await this.confirm(read, answer);
    else if (read.kind === 'list' && read.accept === json) await this.follow(answer);
  }

  private async compare(read: Read, possible: Set<Edition>): Promise<Answer | undefined> {
    const answer = await this.ask(read);
    if (!answer) return undefined;
    // What has been published meanwhile may be served as well.
    for (const edition of this.publisher.possible) possible.add(edition);
    const expected = [];
    for (const edition of possible) expected.push(await edition.answer(read.path, read.accept));
    if (expected.some(({ status, body }) => status === answer.status && body === answer.body)) {
      return answer;
    }
    this.tally.isWrong(
      `GET ${read.path}`,
      `Expected ${expected[0]?.status} ${expected[0]?.body.slice(0, 300)}, got ${answer.status} ${answer.body.slice(0, 300)}`,
    );
    return undefined;
  }

  /** A copy is confirmed as long as nothing else is served, and never afterwards. */
  private async confirm(read: Read, { etag, body }: Answer): Promise<void> {
    const possible = new Set(this.publisher.possible);
    const answer = await this.ask({ ...read, kind: 'conditional' }, etag ?? '');
    if (!answer) return;
    for (const edition of this.publisher.possible) possible.add(edition);
    const bodies: string[] = [];
    for (const edition of possible)
      bodies.push((await edition.answer(read.path, read.accept)).body);
    const right =
      answer.status === 304
        ? answer.body === '' && bodies.includes(body)
        : answer.status === 200 && bodies.includes(answer.body);
    if (!right) {
      this.tally.isWrong(`GET ${read.path} If-None-Match`, `Got ${answer.status}.`);
    }
  }

  private async follow({ body }: Answer): Promise<void> {
    const { page, revision } = JSON.parse(body) as {
      page: { next: string | null };
      revision: string;
    };
    const edition = this.publisher.known.get(revision);
    if (page.next === null || !edition) return;
    await this.compare({ kind: 'next page', path: page.next, accept: json }, new Set([edition]));
  }

  /** @returns undefined if there was no answer, or a failure that was asked for. */
  private async ask({ kind, path, accept }: Read, etag?: string): Promise<Answer | undefined> {
    const from = performance.now();
    try {
      const headers = { accept, ...(etag && { 'if-none-match': etag }) };
      const response = await fetch(this.url + path, { headers });
      const body = await response.text();
      this.tally.took(performance.now() - from);
      this.tally.done(kind);
      const { status } = response;
      if (status >= 500) this.tally.error(`${kind}: ${status}`);
      if (status === 503 && this.faulty) return undefined;
      return { status, body, etag: response.headers.get('etag') };
    } catch (error) {
      const { cause = error } = error as Error;
      this.tally.done(kind);
      this.tally.error(`${kind}: ${(cause as Error).message}`);
      // A failing store cuts off a dump that has begun.
      if (!(this.faulty && kind === 'dump')) this.tally.isWrong(`GET ${path}`, String(cause));
      return undefined;
    }
  }
}
