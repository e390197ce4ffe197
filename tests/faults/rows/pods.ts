/** What pods on a node meet, three of them over one Redis. The tests in tests/node provoke it. */
import type { Declared } from '../fault.js';

/** How long Redis is away: longer than the three failures that the liveness probe allows, ten seconds apart. */
export const outageSeconds = 35;

const busyNode = {
  chapter: 'pods',
  clients: { '/healthz': ['200'] },
  after: ['the old revision'],
  note: 'No pod is restarted: the liveness probe asks `/healthz`, which needs no store',
  on: ['containerPods', 'quickJsPods'],
} as const satisfies Partial<Declared>;

const manyPods = 'more pods want the processor than it has time for';

export const podFaults = {
  rollout: {
    chapter: 'pods',
    fault: 'A deployment is updated, and rolled back, while clients read and publish',
    clients: { 'a read': ['200'], 'a publication': ['200'] },
    after: ['the new revision'],
    note: 'Old and new pods serve side by side. A connection to a pod that ends may be refused or cut; the request, repeated, is answered by another',
    on: ['containerPods', 'quickJsPods'],
  },
  busyWithoutRedis: {
    ...busyNode,
    fault: `Redis is away for ${outageSeconds} seconds, on a node where ${manyPods}`,
  },
  busyWithRedisPaused: {
    ...busyNode,
    fault: `Redis is paused for ${outageSeconds} seconds, on a node where ${manyPods}`,
  },
  withoutRedis: {
    chapter: 'pods',
    fault: 'Redis is away until no pod is ready',
    clients: { '/readyz': ['503 with Retry-After'], '/healthz': ['200'] },
    after: ['the old revision'],
    note: 'The pods leave rotation without a restart, and return with Redis',
    on: ['starlingMonkeyPods', 'quickJsPods'],
  },
  allDeleted: {
    chapter: 'pods',
    fault: 'All pods are deleted at once, after a publication',
    clients: { 'a read': ['200', '503 with Retry-After', 'a connection that is cut'] },
    after: ['the new revision'],
    note: 'Until the Service leads to the new pods, connections may be refused, cut or silent',
    on: ['starlingMonkeyPods', 'quickJsPods'],
  },
} as const satisfies Readonly<Record<string, Declared>>;
