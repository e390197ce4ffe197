import type { V1PodStatus } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { killsIn, whyLost } from '../../bench/kubernetes/lost-pods.js';

describe('A pod on a full node', () => {
  const starting = {
    phase: 'Running',
    containerStatuses: [
      { name: 'takeaways', image: '', imageID: '', ready: false, restartCount: 0 },
    ],
  };

  it.each<[string, V1PodStatus]>([
    [
      'the scheduler refused it: 0/1 nodes are available: 1 Insufficient memory.',
      {
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/1 nodes are available: 1 Insufficient memory.',
          },
        ],
      },
    ],
    [
      'it failed: Evicted, The node was low on resource: memory.',
      {
        phase: 'Failed',
        reason: 'Evicted',
        message: 'The node was low on resource: memory.',
      },
    ],
    [
      'it ended: OOMKilled, exit code 137',
      {
        phase: 'Running',
        containerStatuses: starting.containerStatuses.map((one) => ({
          ...one,
          restartCount: 1,
          lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
        })),
      },
    ],
  ])('is lost where %s', (because, status) => expect(whyLost({ status })).toBe(because));

  it('is not lost while it starts', () => {
    expect(whyLost({ status: { phase: 'Pending' } })).toBeUndefined();
    expect(whyLost({ status: starting })).toBeUndefined();
  });

  it('is not the only one that the kernel may kill, and processes elsewhere do not count', () => {
    const line = (group: string, task: string) =>
      `[9.5] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${group},task_memcg=${group}/a,task=${task},pid=71,uid=0`;
    const log = [
      line('/takeaways-node', 'containerd'),
      line('/takeaways-node/kubepods/pod1', 'node'),
      line('/takeaways-node-2', 'elsewhere'),
      line('/other/takeaways-node', 'elsewhere'),
    ].join('\n');
    expect(killsIn(log, '/takeaways-node')).toEqual(['containerd (71)', 'node (71)']);
  });
});
