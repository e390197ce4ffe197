import { pino } from 'pino';

export type Log = pino.Logger;

/** Opens the log on standard output: JSON lines, or readable text on a terminal. */
export const openLog = async (quiet: boolean): Promise<Log> => {
  const options: pino.LoggerOptions = {
    base: null,
    level: quiet ? 'warn' : 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  };
  const { stdout } = process;
  if (!stdout.isTTY) return pino(options);
  // On this thread, because starting a thread for a pino transport takes longer than starting the host.
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
