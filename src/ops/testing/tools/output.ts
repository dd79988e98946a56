/** What a simulated tool prints. */
import { badArguments } from './failure.ts';
import type { Arguments } from './flags.ts';

/** JSON as Juju prints it: compact, keys of maps sorted. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(sorted(value) ?? null)}\n`;
}

/** A structure of Juju's as JSON: its fields in the order in which they are declared. */
export function structText(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}

/** The value in the format that the call asked for. Without one, simple values print as Juju prints them by default. */
export function formatted(value: unknown, given: Arguments): string {
  const format = given.values.get('format') ?? 'smart';
  if (format === 'json') return jsonText(value);
  if (format !== 'smart' && format !== 'yaml') {
    throw badArguments(`invalid value "${format}" for option --format: unknown format "${format}"`);
  }
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return format === 'smart' ? (value ? 'True\n' : 'False\n') : `${value}\n`;
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) {
    return value.map((part) => `${format === 'smart' ? '' : '- '}${part}\n`).join('');
  }
  // JSON is YAML too, and no test needs Juju's own layout of it.
  return typeof value === 'object' ? jsonText(value) : `${String(value)}\n`;
}
