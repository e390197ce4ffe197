import { describe, it } from 'vitest';
import { check } from './fault.js';
import { faults } from './rows/index.js';
import { type ServerKind, serverKinds } from './servers.js';

/** Declares a test for each fault on one kind of server; where it cannot run, their names say why they are skipped. */
export const declareFaults = (kind: ServerKind): void => {
  const { name, obstacle } = serverKinds[kind];
  const reason = obstacle();
  describe(`on ${name}${reason ? ` (SKIPPED: ${reason})` : ''}`, () => {
    for (const fault of faults.filter(({ on }) => on.includes(kind))) {
      const why = fault.obstacle ? ` (SKIPPED: ${fault.obstacle})` : '';
      it.skipIf(reason ?? fault.obstacle)(fault.fault + why, () => check(fault, kind));
    }
  });
};
