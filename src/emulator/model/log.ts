/** Lines of the model's log, as `juju debug-log` shows them. Kept in append-only files, not in the model. */
import type { Timestamp } from './json.ts';

export const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogLine {
  readonly time: Timestamp;
  /** For example `unit-mysql-0` or `machine-0`. */
  readonly entity: string;
  readonly level: LogLevel;
  /** Logger name, for example `unit.mysql/0.juju-log`. */
  readonly module: string;
  readonly message: string;
}

/** Whatever takes log lines and status history: the store's files, or a test's arrays. */
export interface LogSink {
  log(line: LogLine): void;
}
