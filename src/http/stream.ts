import { encodeText } from '../encoding/utf8.js';

/** @returns a body that produces the next part only after the client has taken the last one. */
export const streamOf = (parts: AsyncGenerator<string | Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { value, done } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(typeof value === 'string' ? encodeText(value) : value);
      },
      cancel: async () => {
        await parts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
