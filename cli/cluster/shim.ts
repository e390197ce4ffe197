/** The object with which runtime-class-manager installs the shim for SpinApps. */
import { shimDigests, versions } from './versions.js';

const archive = `https://github.com/spinframework/containerd-shim-spin/releases/download/v${versions.shim}/containerd-shim-spin-v2-linux`;

/**
 * Installs the shim on nodes labelled `spin=true`, under the runtime class used in k8s/base. No runtime options are
 * needed, because k3d's nodes use cgroupfs, the shim's default.
 */
export const shim = `apiVersion: runtime.spinkube.dev/v1alpha1
kind: Shim
metadata:
  name: spin-v2
spec:
  nodeSelector:
    spin: "true"
  fetchStrategy:
    platforms:
${Object.entries(shimDigests)
  .map(
    ([architecture, digest]) => `      - os: linux
        arch: ${architecture}
        location: ${archive}-${architecture}.tar.gz
        sha256: ${digest}
`,
  )
  .join('')}  runtimeClass:
    name: wasmtime-spin-v2
    handler: spin-v2
  rolloutStrategy:
    type: recreate
`;
