/** The `err` of a WIT `result`: jco's bindings pass `payload` to the guest. Any other exception is a trap. */
export class WitError<T> extends Error {
  constructor(readonly payload: T) {
    super(`WIT error ${JSON.stringify(payload)}`);
    this.name = 'WitError';
  }
}
