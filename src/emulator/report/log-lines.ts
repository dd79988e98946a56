/** `juju debug-log`: which lines of the log are shown, and how. */
import { type LogLevel, type LogLine, logLevels, unitTag } from '../model/index.ts';
import { localZone, utc, type Zone } from './time.ts';

export interface LogFilter {
  /** Entities: `unit-mysql-0`, `mysql/0`, `mysql`, `machine-0`, `0`; `*` stands for anything. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly includeModule: readonly string[];
  readonly excludeModule: readonly string[];
  readonly level: LogLevel;
}

function entityPattern(word: string): RegExp {
  const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  if (/^\d+$/.test(word)) return new RegExp(`^machine-${word}$`);
  if (word.includes('/')) return new RegExp(`^${escaped(unitTag(word))}$`);
  if (/^(unit|machine|application|model|controller)-/.test(word)) return new RegExp(`^${escaped(word)}$`);
  return new RegExp(`^(unit-${escaped(word)}-[0-9]+|application-${escaped(word)}|${escaped(word)})$`);
}

/** A module stands for itself and all below it: `unit` for `unit.mysql/0.juju-log`. */
function isModule(module: string, wanted: string): boolean {
  return module === wanted || module.startsWith(`${wanted}.`);
}

/** A test for lines; patterns are compiled once. */
export function lineTest(filter: LogFilter): (line: LogLine) => boolean {
  const include = filter.include.map(entityPattern);
  const exclude = filter.exclude.map(entityPattern);
  const least = logLevels.indexOf(filter.level);
  return (line) => {
    if (logLevels.indexOf(line.level) < least) return false;
    if (include.length > 0 && !include.some((pattern) => pattern.test(line.entity))) return false;
    if (exclude.some((pattern) => pattern.test(line.entity))) return false;
    if (filter.includeModule.length > 0 && !filter.includeModule.some((each) => isModule(line.module, each)))
      return false;
    return !filter.excludeModule.some((each) => isModule(line.module, each));
  };
}

export interface LogLayout {
  readonly date: boolean;
  readonly milliseconds: boolean;
  readonly utc: boolean;
}

/** `unit-mysql-0: 05:31:50 INFO unit.mysql/0.juju-log text`, ended by a newline. */
export function logText(line: LogLine, layout: LogLayout, zone: Zone = localZone): string {
  const shift = layout.utc ? utc(line.time) : zone(line.time);
  const stamp = new Date(line.time + shift * 60_000).toISOString();
  const time = stamp.slice(11, layout.milliseconds ? 23 : 19);
  const when = layout.date ? `${stamp.slice(0, 10)} ${time}` : time;
  return `${line.entity}: ${when} ${line.level} ${line.module} ${line.message}\n`;
}

/** Reads a log file's text; a line that a killed emulator left half written is passed over. */
export function parseLog(text: string): readonly LogLine[] {
  return text.split('\n').flatMap((row): readonly LogLine[] => {
    if (row === '') return [];
    try {
      // The store alone writes this file, a LogLine each.
      return [JSON.parse(row) as LogLine];
    } catch {
      return [];
    }
  });
}
