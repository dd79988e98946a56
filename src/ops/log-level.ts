/** Juju's levels of logging, most severe first. */

export const logLevels = ['CRITICAL', 'ERROR', 'WARNING', 'INFO', 'DEBUG', 'TRACE'] as const;

/** One of Juju's levels of logging. */
export type LogLevel = (typeof logLevels)[number];

/** Where finished lines go: Juju's log, a terminal, or a test's list. It must not throw. */
export interface LogSink {
  write(level: LogLevel, text: string): void;
}

/** Whether a line of this level is to be seen when everything down to `lowest` is. */
export function isSeen(level: LogLevel, lowest: LogLevel): boolean {
  return logLevels.indexOf(level) <= logLevels.indexOf(lowest);
}
