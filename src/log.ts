/** Structured logging: one JSON object per line. */

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Writes one event to the log. */
export type Log = (level: LogLevel, message: string, members?: Record<string, unknown>) => void;

const isLevel = (text: string): text is LogLevel => (logLevels as readonly string[]).includes(text);

/** @returns a log that never throws: logging errors never fail a request. */
export const safeLog =
  (log: Log): Log =>
  (...event) => {
    try {
      log(...event);
    } catch {
      // There is nowhere left to report it.
    }
  };

/**
 * @param threshold the least severe level to write: error, warn, info or debug; anything else means info
 * @param write writes one line
 */
export const createLog = (threshold: string, write: (line: string) => void): Log => {
  const last = logLevels.indexOf(isLevel(threshold) ? threshold : 'info');
  return (level, message, members = {}) => {
    if (logLevels.indexOf(level) > last) return;
    write(JSON.stringify({ level, msg: message, ...members }));
  };
};
