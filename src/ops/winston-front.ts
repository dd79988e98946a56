/**
 * The winston logger in front of a sink. Loaded when the first line is due, for winston costs more than the rest of a hook;
 * its transport works synchronously, so that no line is lost when the process ends, however it ends.
 */
import { createRequire } from 'node:module';
import type { Logger } from 'winston';
import type TransportStream from 'winston-transport';
import { type LogLevel, type LogSink, logLevels } from './log-level.ts';

type Winston = Pick<typeof import('winston'), 'createLogger' | 'format'> & {
  readonly Transport: typeof TransportStream;
};

/** A bundle holds `require` calls, which it runs when they are reached; a module of its own has to make a `require` first. */
function loadWinston(): Winston {
  try {
    if (typeof require === 'function') return require('winston');
  } catch (error) {
    // An ESM bundle has a stand-in for `require` that only throws; anything else than that is a real fault.
    if (!(error instanceof Error && /Dynamic require/.test(error.message))) throw error;
  }
  return createRequire(import.meta.url)('winston');
}

/** A winston logger with Juju's levels, all of them enabled, that hands each line to the sink before the call returns. */
export function createWinstonLogger(sink: LogSink): Logger {
  const winston = loadWinston();
  class SinkTransport extends winston.Transport {
    override log(info: { readonly level: LogLevel; readonly message: unknown }, next: () => void): void {
      sink.write(info.level, String(info.message));
      next();
    }
  }
  return winston.createLogger({
    levels: Object.fromEntries(logLevels.map((level, index) => [level, index])),
    level: 'TRACE',
    // The sink takes the message alone; winston would otherwise write each line as JSON for nothing.
    format: winston.format((info) => info)(),
    transports: [new SinkTransport()],
  });
}
