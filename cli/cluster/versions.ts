/** The versions of everything that is installed. */
export const versions = {
  /** The version that runtime-class-manager 0.2.0 is tested with on k3d. */
  k3s: 'v1.32.3-k3s1',
  certManager: 'v1.21.1',
  runtimeClassManager: '0.2.0',
  /** Older shims run precompiled code from images without checking it. */
  shim: '0.25.1',
  spinOperator: '0.6.1',
  /** The chart of Kyverno 1.19.1. */
  kyverno: '3.9.1',
} as const;

/** SHA-256 of the archives of that version of containerd-shim-spin, by architecture. */
export const shimDigests = {
  x86_64: '1755fbeb2dec7d026faf8c37031d8a025975f5e194b782da10188206a386d6e4',
  aarch64: '5ca9c9207a146a182dc9c870eaaad1afbf64e1d9a4781228dbf6e7ef90ff2e1f',
} as const;

/** The name of the cluster, its context, and the address of its registry on nodes and on this machine. */
export const cluster = 'takeaways';
export const context = `k3d-${cluster}`;
export const registry = { inside: 'registry.localhost:5000', outside: '127.0.0.1:5000' } as const;
