/** Whether the machine is quiet enough to measure on. */
import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/** A run that is to be recorded has the machine to itself. */
export const maxBusy = 0.1;
/** On a node, the cluster itself takes its share. */
export const maxBusyOnNode = 0.35;

const watchedMs = 2000;

const ticks = () =>
  cpus().reduce(
    ({ busy, all }, { times: { user, nice, sys, idle, irq } }) => ({
      busy: busy + user + nice + sys + irq,
      all: all + user + nice + sys + idle + irq,
    }),
    { busy: 0, all: 0 },
  );

/** @returns the share of the processors that is in use while this process waits. */
export const busyShare = async (): Promise<number> => {
  const before = ticks();
  await setTimeout(watchedMs);
  const after = ticks();
  return Math.round(((after.busy - before.busy) / (after.all - before.all)) * 1000) / 1000;
};
