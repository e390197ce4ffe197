/** Publishes editions, goes back to earlier ones, and knows what may be served meanwhile. */
import { createEdition, type Edition } from './model.js';
import type { Tally } from './tally.js';

/** How many revisions besides the current one the service keeps. */
const kept = 4;

export class Publisher {
  /** Editions that may be current: several while a publication is under way, or its outcome is not known. */
  readonly possible: Set<Edition>;
  /** All editions by revision; cursors lead to old ones. */
  readonly known = new Map<string, Edition>();
  /** Those that have been current, the latest last. */
  private history: Edition[];
  private count = 0;
  private busy = false;

  constructor(
    private readonly url: string,
    private readonly base: unknown,
    first: Edition,
    private readonly token: string,
    private readonly tally: Tally,
    private readonly faulty: boolean,
  ) {
    this.possible = new Set([first]);
    this.known.set(first.revision, first);
    this.history = [first];
  }

  /** Publishes a new edition, or activates one of the latest; does nothing while it does so already. */
  async next(random: () => number): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const earlier = this.history.slice(-kept, -1);
      const back = earlier[Math.floor(random() * earlier.length)];
      if (back && random() < 0.3) await this.replace(back, 'roll back', () => this.activate(back));
      else {
        const edition = await createEdition(++this.count, this.base);
        this.known.set(edition.revision, edition);
        await this.replace(edition, 'publish', () => this.publish(edition));
      }
    } finally {
      this.busy = false;
    }
  }

  /** Sends what must be refused: with another token, or for a revision that is not current. */
  async refused(random: () => number): Promise<void> {
    const [edition] = this.possible;
    if (!edition) return;
    const stale = random() < 0.5;
    const response = await this.send('/v1/dataset', 'PUT', {
      token: stale ? this.token : 'another',
      ifMatch: `"${'0'.repeat(32)}"`,
      body: JSON.stringify(edition.dataset),
    });
    const expected = stale ? 412 : 401;
    this.tally.done('refused');
    this.judge('a refused publication', response.status, [expected]);
  }

  private current(): Edition {
    const last = this.history.at(-1);
    if (!last) throw new Error('There is always a last edition.');
    return last;
  }

  private async replace(
    edition: Edition,
    kind: string,
    send: () => Promise<Response>,
  ): Promise<void> {
    this.possible.add(edition);
    let status = 0;
    try {
      const response = await send();
      await response.text();
      status = response.status;
    } catch (error) {
      this.tally.error(`${kind}: ${String((error as Error).cause ?? error)}`);
    }
    this.tally.done(kind);
    this.judge(kind, status, [200]);
    const served = status === 200 ? edition.revision : await this.servedRevision();
    const now = this.known.get(served);
    if (!now) throw new Error(`Revision ${served} is served, which this soak did not publish.`);
    if (now !== this.current()) this.history = [...this.history.filter((one) => one !== now), now];
    this.possible.clear();
    this.possible.add(now);
  }

  private judge(request: string, status: number, expected: readonly number[]): void {
    if (expected.includes(status)) return;
    this.tally.error(`${request}: ${status}`);
    if (!(this.faulty && (status === 503 || status === 0))) {
      this.tally.isWrong(request, `Expected ${expected.join(' or ')}, got ${status}.`);
    }
  }

  /** Asks until there is an answer: the store may be failing on purpose. */
  private async servedRevision(): Promise<string> {
    for (;;) {
      try {
        const response = await fetch(`${this.url}/v1/meta`);
        const body = (await response.json()) as { revision?: string };
        if (response.status === 200 && body.revision) return body.revision;
      } catch {
        // The next one may have more luck.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private publish({ dataset }: Edition): Promise<Response> {
    const ifMatch = `"${this.current().revision}"`;
    return this.send('/v1/dataset', 'PUT', { ifMatch, body: JSON.stringify(dataset) });
  }

  private activate({ revision }: Edition): Promise<Response> {
    return this.send(`/v1/revisions/${revision}/activate`, 'POST', { ifMatch: '*' });
  }

  private send(
    path: string,
    method: string,
    { token = this.token, ifMatch, body }: { token?: string; ifMatch: string; body?: string },
  ): Promise<Response> {
    return fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'if-match': ifMatch,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
  }
}
