import type { Measurement } from '../context.js';
import { anatomy } from './anatomy.js';
import { density } from './density.js';
import { errorsCaught } from './errors-caught.js';
import { kernelTime } from './kernel-time.js';
import { manyApps } from './many-apps.js';
import { interfaceFunctions, packages } from './name-counts.js';
import { processStart } from './process-start.js';
import { keptMemory } from './requests/kept-memory.js';
import { load } from './requests/load.js';
import { requestStart } from './requests/request-start.js';
import { requests } from './requests/requests.js';
import { requestsAtSize } from './requests/requests-at-size.js';
import { scaleOut } from './scale-out.js';
import { size } from './size.js';
import { systemCallsMade } from './system-calls-made.js';
import { testsPassed } from './tests-passed.js';

/** All measurements, in the order in which they run. */
export const allMeasurements: readonly Measurement[] = [
  size,
  packages,
  interfaceFunctions,
  webApis,
  errorsCaught,
  kernelTime,
  testsPassed,
  systemCallsMade,
  requestStart,
  requests,
  requestsAtSize,
  keptMemory,
  processStart,
  anatomy,
  scaleOut,
  density,
  manyApps,
  load,
];

import { webApis } from './web-apis.js';
