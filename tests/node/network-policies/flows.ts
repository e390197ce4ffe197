/** Who talks to whom on a cluster with every component that brings network policies. */

/** The components of k8s/components that these flows belong to. */
export const components = ['gateway', 'ingress', 'redis', 'otel', 'metrics'] as const;

/** A pod: its namespace, and the labels and named ports that policies select by. */
export interface Member {
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: Readonly<Record<string, number>>;
}

const named = (name: string) => ({ 'app.kubernetes.io/name': name });

export const members = {
  app: {
    namespace: 'takeaways',
    labels: named('takeaways'),
    ports: { 'http-app': 80 },
  },
  redis: { namespace: 'takeaways', labels: named('takeaways-redis'), ports: { redis: 6379 } },
  collector: {
    namespace: 'takeaways',
    labels: named('otel-collector'),
    ports: { 'otlp-http': 4318, metrics: 8889 },
  },
  neighbour: { namespace: 'takeaways' },
  gateway: { namespace: 'gateway' },
  ingress: { namespace: 'ingress-nginx' },
  prometheus: { namespace: 'monitoring' },
  dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  // Has the labels of the app, in another namespace.
  impostor: { namespace: 'elsewhere', labels: named('takeaways') },
} as const satisfies Record<string, Member>;

export type Name = keyof typeof members;

/** Ports that every member serves, so that only a policy can be why one is not reached. */
export const ports = { tcp: [53, 80, 4318, 6379, 8889], udp: [53] } as const;

/** A flow, such as `app > redis tcp 6379`. */
export type Flow = `${Name} > ${Name} ${'tcp' | 'udp'} ${number}`;

/** All that the policies allow. */
export const allowed: readonly Flow[] = [
  'app > collector tcp 4318',
  'app > dns tcp 53',
  'app > dns udp 53',
  'app > redis tcp 6379',
  'gateway > app tcp 80',
  'ingress > app tcp 80',
  'prometheus > collector tcp 8889',
];

const ours = (name: Name): boolean => members[name].namespace === 'takeaways';
const names = Object.keys(members) as Name[];

/** Every flow to or from the app's namespace. */
export const flows: readonly Flow[] = names.flatMap((from) =>
  names
    .filter((to) => from !== to && (ours(from) || ours(to)))
    .flatMap((to) => [
      ...ports.tcp.map((port): Flow => `${from} > ${to} tcp ${port}`),
      ...ports.udp.map((port): Flow => `${from} > ${to} udp ${port}`),
    ]),
);

/** Names are for every pod of the namespace to ask for. */
const namesFor = (...names: readonly Name[]): readonly Flow[] =>
  names.flatMap((name): Flow[] => [`${name} > dns tcp 53`, `${name} > dns udp 53`]);

/** Whether a policy of the namespace can open it, under those of k8s/cluster-network-policy. */
const open = (flow: Flow): boolean => {
  const [from, , to, , port] = flow.split(' ') as [Name, string, Name, string, string];
  const sources = ['takeaways', 'gateway', 'ingress-nginx', 'monitoring'];
  if (!ours(from)) return sources.includes(members[from].namespace);
  return ours(to) || (to === 'dns' && port === '53');
};

/** Policies of the whole cluster, in turn: what the namespace has itself, and what goes through then. */
export const underClusterPolicies = {
  'its own policies': [...allowed, ...namesFor('redis', 'collector', 'neighbour')],
  'a policy that allows everything': flows.filter(open),
  'no policy': namesFor('app', 'redis', 'collector', 'neighbour'),
} as const satisfies Record<string, readonly Flow[]>;
