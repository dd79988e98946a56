/**
 * Logging for charms and for the framework itself. Lines go to juju-log at once, in order and whole; registered secrets are
 * masked; nothing here ever throws into the charm. `logger` belongs to the dispatch that is running.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger as WinstonLogger } from 'winston';
import type { HookToolRunner } from './juju/runner.ts';
import { isSeen, type LogLevel, type LogSink } from './log-level.ts';
import { createWinstonLogger } from './winston-front.ts';

/** Juju's log, as a charm writes to it. */
export interface Log {
  trace(message: string): void;
  /** Seen only when asked for: by JUJU_DEBUG, or by the charm with {@link setLevel}. */
  debug(message: string): void;
  info(message: string): void;
  warning(message: string, error?: unknown): void;
  /** With an error, its stack and its causes' follow the message. */
  error(message: string, error?: unknown): void;
  critical(message: string, error?: unknown): void;
  /** Masks a text in every line from now on. */
  redact(secret: string): void;
  /** The least severe level that is sent. */
  setLevel(level: LogLevel): void;
}

const mask = '***';

export interface SecurityEvent {
  readonly level: 'INFO' | 'WARN' | 'CRITICAL';
  /** For example `authz_fail:relation-set`. */
  readonly event: string;
  readonly description: string;
}

/** The log of one dispatch. */
export class DispatchLog implements Log {
  readonly #sink: LogSink;
  readonly #secrets = new Set<string>();
  /** Who logs, in security events. */
  readonly #applicationId: string;
  #level: LogLevel;
  #winston: WinstonLogger | 'missing' | null = null;

  constructor(sink: LogSink, options: { readonly level?: LogLevel; readonly applicationId?: string } = {}) {
    this.#sink = sink;
    this.#level = options.level ?? 'INFO';
    this.#applicationId = options.applicationId ?? '';
  }

  trace(message: string): void {
    this.#write('TRACE', message);
  }

  debug(message: string): void {
    this.#write('DEBUG', message);
  }

  info(message: string): void {
    this.#write('INFO', message);
  }

  warning(message: string, error?: unknown): void {
    this.#write('WARNING', message, error);
  }

  error(message: string, error?: unknown): void {
    this.#write('ERROR', message, error);
  }

  critical(message: string, error?: unknown): void {
    this.#write('CRITICAL', message, error);
  }

  /** A line for those who watch over security, in the form of OWASP's logging vocabulary; sent whatever the level is. */
  security(event: SecurityEvent): void {
    const text = JSON.stringify({
      datetime: new Date().toISOString(),
      level: event.level,
      type: 'security',
      appid: this.#applicationId,
      event: event.event,
      description: event.description,
    });
    this.#send('TRACE', text);
  }

  redact(secret: string): void {
    if (typeof secret !== 'string' || secret.trim() === '') return;
    this.#secrets.add(secret);
    // The same text as it looks inside a JSON string or a quoted one.
    this.#secrets.add(JSON.stringify(secret).slice(1, -1));
  }

  setLevel(level: LogLevel): void {
    this.#level = level;
  }

  /** A text with every registered secret masked. */
  masked(text: string): string {
    // The longest first, lest a part of a secret be masked and the rest stand.
    const secrets = [...this.#secrets].sort((left, right) => right.length - left.length);
    return secrets.reduce((result, secret) => result.replaceAll(secret, mask), text);
  }

  #write(level: LogLevel, message: string, error?: unknown): void {
    if (!isSeen(level, this.#level)) return;
    // What no compiler has looked at, such as an error in place of a message, must not throw here.
    const text = typeof message === 'string' ? message : describeError(message);
    this.#send(level, error === undefined ? text : `${text}\n${describeError(error)}`);
  }

  #send(level: LogLevel, text: string): void {
    const line = this.masked(text);
    this.#winston ??= this.#loadWinston();
    if (this.#winston === 'missing') this.#sink.write(level, line);
    else this.#winston.log(level, line);
  }

  /** Without its file the lines go to Juju all the same: a log that throws would hide what it was to tell. */
  #loadWinston(): WinstonLogger | 'missing' {
    try {
      return createWinstonLogger(this.#sink);
    } catch (error) {
      this.#sink.write('ERROR', `cannot load the logger: ${describeError(error)}`);
      return 'missing';
    }
  }
}

/** An error with its stack, and those of its causes. */
export function describeError(error: unknown, above: readonly unknown[] = []): string {
  if (!(error instanceof Error)) return asText(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  // An error may be among its own causes.
  if (error.cause === undefined || error.cause === error || above.includes(error.cause)) return own;
  return `${own}\ncaused by ${describeError(error.cause, [...above, error])}`;
}

/** An object without a prototype, or one whose own text throws, has none that `String` could give. */
function asText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** Longest text that juju-log takes: Linux limits a single argument. */
const maxLength = 131_071;

/** Sends lines to Juju. When juju-log fails, that is told to `complain` once, and what could not be sent as well. */
export function jujuLogSink(runner: HookToolRunner, complain: (text: string) => void = () => {}): LogSink {
  let complained = false;
  const send = (level: LogLevel, text: string) => {
    const result = runner.run({ tool: 'juju-log', args: ['--log-level', level, '--', text] });
    if (result.exitCode === 0) return;
    if (!complained) complain(`cannot write to Juju's log: ${result.stderr.trim()}`);
    complained = true;
    complain(`${level} ${text}`);
  };
  return {
    write: (level, text) => {
      // An argument ends at a NUL, and Juju refuses an empty message.
      const clean = text.replaceAll('\0', '\\0') || ' ';
      const chunks = splitText(clean, maxLength);
      if (chunks.length > 1) send(level, `Log string greater than ${maxLength}. Splitting into multiple chunks: `);
      for (const chunk of chunks) send(level, chunk);
    },
  };
}

/** Splits a text into parts of at most so many bytes, never inside a character. */
function splitText(text: string, maxBytes: number): string[] {
  if (Buffer.byteLength(text) <= maxBytes) return [text];
  const chunks: string[] = [];
  const bytes = Buffer.from(text, 'utf8');
  let start = 0;
  while (start < bytes.length) {
    let end = Math.min(start + maxBytes, bytes.length);
    // Bytes 10xxxxxx continue a character.
    while (end < bytes.length && end > start && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    chunks.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return chunks;
}

const current = new AsyncLocalStorage<DispatchLog>();

/** Runs something with `logger` bound to this log. */
export function withLog<T>(log: DispatchLog, run: () => T): T {
  return current.run(log, run);
}

const write =
  (method: 'trace' | 'debug' | 'info') =>
  (message: string): void =>
    current.getStore()?.[method](message);

const writeWithError =
  (method: 'warning' | 'error' | 'critical') =>
  (message: string, error?: unknown): void =>
    current.getStore()?.[method](message, error);

/** The log of the dispatch that is running; outside of one it does nothing. */
export const logger: Log = {
  trace: write('trace'),
  debug: write('debug'),
  info: write('info'),
  warning: writeWithError('warning'),
  error: writeWithError('error'),
  critical: writeWithError('critical'),
  redact: (secret) => current.getStore()?.redact(secret),
  setLevel: (level) => current.getStore()?.setLevel(level),
};

/** Masks a secret in every line of this dispatch's log, and returns it. */
export function markSecret(secret: string): string {
  logger.redact(secret);
  return secret;
}
