/** The shim that runs SpinApps, as an object for runtime-class-manager. */
import { shimDigests, versions } from './versions.js';

const archive = `https://github.com/spinframework/containerd-shim-spin/releases/download/v${versions.shim}/containerd-shim-spin-v2-linux`;

/**
 * Which shim, and where: on the nodes labelled `spin=true`. k3d's nodes use cgroupfs, which is the shim's default, so
 * there are no runtime options. The class is named as k8s/base names it.
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
