// The least that JavaScript does as wasi:http/incoming-handler: an empty body, finished before the response is set.
import { Fields, OutgoingBody, OutgoingResponse, ResponseOutparam } from 'wasi:http/types@0.2.10';

export const incomingHandler = {
  handle: (_request, out) => {
    const response = new OutgoingResponse(new Fields());
    OutgoingBody.finish(response.body(), undefined);
    ResponseOutparam.set(out, { tag: 'ok', val: response });
  },
};
