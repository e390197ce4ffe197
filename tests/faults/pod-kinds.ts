/** The apps in pods that faults are provoked on (tests/node), by name. */
export const podKinds = {
  containerPods: 'the container for Node',
  starlingMonkeyPods: 'SpinApps with StarlingMonkey',
  quickJsPods: 'SpinApps with QuickJS',
} as const;

export type PodKind = keyof typeof podKinds;
