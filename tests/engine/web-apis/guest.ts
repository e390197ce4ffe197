/** A component that plays the scenario in its path, with the inputs in the body. */
import { readBody } from '../../../src/http/body.js';
import { incomingHandlerFor } from '../../../src/wasi-http/handler.js';
import { play, type Scenario } from './scenarios.js';

const answer = async (request: Request): Promise<Response> => {
  const name = new URL(request.url).pathname.slice(1) as Scenario;
  const inputs: unknown[] = JSON.parse(new TextDecoder().decode(await readBody(request)));
  return new Response(JSON.stringify(await play(name, inputs)));
};

const fail = (error: unknown): Response => new Response(String(error), { status: 500 });

export const incomingHandler = incomingHandlerFor(answer, () => {}, fail);
