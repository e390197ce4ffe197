import type { Run } from '../run.js';
import type { Section } from './section.js';

/** Every claim: what it makes one expect, what was measured, and what follows. */
export const claimsSection = (_run: Run): Section => ({ title: 'Claims', text: [], figures: [] });
