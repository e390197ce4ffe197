/** The service below a path. */
import './prelude.js';

export { incomingHandler } from '../../../src/component.js';
