/**
 * The option config-flags: key=value pairs, separated by commas, that go last into [DEFAULT].
 * The grammar is the one of every OpenStack charm, but blanks around a value are dropped and mistakes are named.
 */
import { controlCharacterProblem, type Decoded, quoted } from '../ops/index.ts';
import { isMapping, parseYamlValue } from './yaml-value.ts';

export type ConfigFlags = ReadonlyMap<string, string>;

const keyPattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

function refuse(problem: string): Decoded<never> {
  return { ok: false, problem: `config-flags: ${problem}` };
}

/** A key that is none yet may hold anything. */
function shown(key: string): string {
  return keyPattern.test(key) ? key : quoted(key);
}

function checked(pairs: readonly (readonly [string, string])[]): Decoded<ConfigFlags> {
  const flags = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (!keyPattern.test(key)) return refuse(`expected the name of an option, got ${quoted(key)}`);
    const control = controlCharacterProblem(value);
    if (control !== null) return refuse(`${key}: ${control}`);
    flags.set(key, value);
  }
  return { ok: true, value: flags };
}

/** A YAML scalar as oslo.config reads it: truth in Python's words. */
function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return null;
}

async function parseMapping(text: string): Promise<Decoded<ConfigFlags>> {
  const parsed = await parseYamlValue(text);
  if (!parsed.ok) return refuse(parsed.problem);
  if (!isMapping(parsed.value)) return refuse('expected a mapping of options to values');
  const pairs: [string, string][] = [];
  for (const key of Object.keys(parsed.value).sort()) {
    const value = scalarText(parsed.value[key]);
    if (value === null) return refuse(`${shown(key)}: expected one value, got a list, a mapping or nothing`);
    pairs.push([key, value]);
  }
  return checked(pairs);
}

/**
 * Splits at "=": between two of them stands a value, a comma and the next key. The value may hold commas itself,
 * so the key begins after the last one.
 */
function parsePairs(text: string): Decoded<ConfigFlags> {
  if (text.includes('==')) return refuse('expected key=value, got "=="');
  const parts = text.split('=');
  if (parts.length < 2) return refuse('expected key=value');
  const pairs: [string, string][] = [];
  let key = (parts[0] ?? '').trim();
  for (let index = 1; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const isLast = index === parts.length - 1;
    const comma = part.lastIndexOf(',');
    if (!isLast && comma < 0) return refuse(`${shown(key)}: expected a comma before the next key`);
    const value = isLast ? part.replace(/[\s,]+$/, '') : part.slice(0, comma);
    pairs.push([key, value.trim()]);
    key = part.slice(comma + 1).trim();
  }
  return checked(pairs);
}

/** Reads the option; an empty one holds no flags. A colon before the first "=" makes it a YAML mapping. */
export async function parseConfigFlags(text: string): Promise<Decoded<ConfigFlags>> {
  const flags = text.trim().replace(/^[=\s]+/, '');
  if (flags === '') return { ok: true, value: new Map() };
  const colon = flags.indexOf(':');
  const equals = flags.indexOf('=');
  if (colon > 0 && (equals < 0 || colon < equals)) return parseMapping(text);
  return parsePairs(flags);
}
