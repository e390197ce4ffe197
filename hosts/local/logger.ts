import { pino } from 'pino';

/** The host's log. */
export type Log = pino.Logger;

/**
 * Opens the log on standard output: JSON lines, or readable ones on a terminal.
 *
 * @param quiet leaves only warnings and errors
 */
export const openLog = async (quiet: boolean): Promise<Log> => {
  const options: pino.LoggerOptions = {
    base: null,
    level: quiet ? 'warn' : 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  };
  const { stdout } = process;
  if (!stdout.isTTY) return pino(options);
  // On this thread: pino's own transports start one, which takes longer than the rest of the start.
  const { default: pretty } = await import('pino-pretty');
  return pino(
    options,
    pretty({
      sync: true,
      colorize: stdout.hasColors(),
      translateTime: 'SYS:HH:MM:ss.l',
      ignore: 'request_id,route',
      singleLine: true,
    }),
  );
};
