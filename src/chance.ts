/**
 * @param share from 0 to 1
 * @returns true in this share of all calls. Math.random would not do: the component's engine starts every
 *   request from the same state.
 */
export const happens = (share: number): boolean =>
  share > 0 && (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) < share * 2 ** 32;
