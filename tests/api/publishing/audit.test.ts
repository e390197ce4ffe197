/** The audit trail: one line for each publication, activation and refusal. */
import { describe, expect, it } from 'vitest';
import { generateDataset } from '../../../curation/generated-dataset.js';
import { readDataset } from '../../../curation/read-dataset.js';
import { bearer, renamed, startService } from './support.js';

const previous = 'the-token-before';

const start = async () => {
  const lines: Record<string, unknown>[] = [];
  const service = await startService({
    previousPublishToken: () => previous,
    log: (level, msg, members) => {
      if (members?.audit) lines.push({ level, msg, ...members });
    },
  });
  const { revision } = await service.current();
  return { ...service, first: revision, lines };
};

describe('the audit trail', () => {
  it('has a line for a publication, with both revisions', async () => {
    const { put, current, first, lines } = await start();
    await put(renamed('Another name'));
    const { revision: to } = await current();
    expect(lines).toEqual([
      {
        level: 'info',
        msg: 'published a dataset',
        ...{ audit: 'publish', token: 'publish_token', from: first, to },
      },
    ]);
  });

  it('has a line for an activation, and names the token', async () => {
    const { put, current, send, first, lines } = await start();
    await put(renamed('Another name'));
    const { revision: from } = await current();
    const headers = { authorization: `Bearer ${previous}`, 'if-match': '*' };
    await send(`/v1/revisions/${first}/activate`, { method: 'POST', headers });
    expect(lines.slice(1)).toEqual([
      {
        level: 'info',
        msg: 'activated a revision',
        ...{ audit: 'activate', token: 'publish_token_previous', from, to: first },
      },
    ]);
  });

  it('has none where nothing changes', async () => {
    const { put, send, lines } = await start();
    await put(renamed('Another name'));
    await put(renamed('Another name'));
    await put(renamed('One more name'), { 'if-match': '*' }, '?dry_run=true');
    await send('/v1/revisions', { headers: bearer });
    await send('/v1/takeaways');
    expect(lines).toHaveLength(1);
  });

  it.each([
    ['the token is wrong', { authorization: 'Bearer wrong' }, 'unauthorized', undefined],
    ['it names no revision', bearer, 'precondition-required', 'publish_token'],
    [
      'it names another revision',
      { ...bearer, 'if-match': `"${'a'.repeat(32)}"` },
      'precondition-failed',
      'publish_token',
    ],
  ])('has a line for a publication that is refused because %s', async (_, given, reason, token) => {
    const { send, lines } = await start();
    await send('/v1/dataset?dry_run=true', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...given },
      body: JSON.stringify(readDataset()),
    });
    expect(lines).toMatchObject([
      { level: 'warn', audit: 'refuse', request: 'PUT /v1/dataset', reason },
    ]);
    expect(lines[0]?.token).toBe(token);
    expect(lines[0]?.from).toBe('if-match' in given ? 'a'.repeat(32) : undefined);
  });

  it('has a line for an activation that is refused, with the revision', async () => {
    const { activate, lines } = await start();
    const to = 'b'.repeat(32);
    await activate(to);
    expect(lines).toMatchObject([{ audit: 'refuse', reason: 'not-found', to }]);
  });

  it('repeats nothing else that a client sends', async () => {
    const { send, put, lines } = await start();
    await put(generateDataset(1), { 'if-match': 'secret-text' });
    await send('/v1/revisions/secret-text/activate?q=secret-text', {
      method: 'POST',
      headers: { ...bearer, 'if-match': '*' },
    });
    const { from, ...line } = lines[0] ?? {};
    expect(from).toBeUndefined();
    expect(JSON.stringify(line)).not.toContain('secret-text');
    expect(JSON.stringify(lines)).not.toContain('?q=');
  });
});
