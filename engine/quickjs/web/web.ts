/** The web, as the service finds it: what is global comes first, for the rest is made of it. */
import './globals.js';

export { Headers, Response } from '../../../src/wasi-http/messages.js';
