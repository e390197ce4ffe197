/** Why pods do not serve: as the API server and the kernel say. */
import type { V1Pod } from '@kubernetes/client-node';

/** How the reason starts where a pod found no node. */
export const refused = 'the scheduler refused it';

/** @returns why a pod will not serve, or has stopped to; undefined while there is hope */
export const whyLost = ({ status }: V1Pod): string | undefined => {
  const unscheduled = status?.conditions?.find(({ reason }) => reason === 'Unschedulable');
  if (unscheduled) return `${refused}: ${unscheduled.message}`;
  if (status?.phase === 'Failed') return `it failed: ${status.reason}, ${status.message}`;
  for (const { restartCount, state, lastState } of status?.containerStatuses ?? []) {
    const end = state?.terminated ?? lastState?.terminated;
    if (end || restartCount > 0) return `it ended: ${end?.reason}, exit code ${end?.exitCode}`;
  }
  return undefined;
};

/**
 * @param log of the kernel
 * @param group of processes whose memory is limited, by its path in the control groups
 * @returns what was killed for want of memory in the group or below it, with its process id
 */
export const killsIn = (log: string, group: string): string[] =>
  [...log.matchAll(/oom-kill:.*oom_memcg=([^,]*),.*task=([^,]*),pid=(\d+)/g)]
    .filter(([, limited]) => `${limited}/`.startsWith(`${group}/`))
    .map(([, , task, pid]) => `${task} (${pid})`);
