import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of this project in the user's cache folder. */
export const cacheFolder = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'takeaways',
);
