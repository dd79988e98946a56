/**
 * Takes YAML values apart as juju/schema does: each taker returns what is wanted or says, with the path,
 * what was expected and what was there.
 */
import { CharmError, type CharmErrorCode } from './charm-error.ts';
import { goSyntax, goType, type YamlMap, type YamlValue } from './yaml-value.ts';

/** Where we are in a file; the prefix ("metadata", say) is put before every message. */
export interface Place {
  readonly prefix: string;
  readonly path: string;
  readonly code: CharmErrorCode;
}

export function inside(place: Place, key: string): Place {
  return { ...place, path: place.path === '' ? key : `${place.path}.${key}` };
}

export function refuse(place: Place, problem: string): never {
  const path = place.path === '' ? '' : `${place.path}: `;
  throw new CharmError(place.code, `${place.prefix}${path}${problem}`);
}

function describe(value: YamlValue | undefined): string {
  return value === undefined || value.kind === 'null' ? 'nothing' : `${goType(value)}(${goSyntax(value)})`;
}

export function expected(place: Place, want: string, value: YamlValue | undefined): never {
  return refuse(place, `expected ${want}, got ${describe(value)}`);
}

export function unexpected(place: Place, value: YamlValue): never {
  return refuse(place, `unexpected value ${goSyntax(value)}`);
}

export function text(value: YamlValue | undefined, place: Place): string {
  return value?.kind === 'string' ? value.value : expected(place, 'string', value);
}

export function bool(value: YamlValue | undefined, place: Place): boolean {
  if (value?.kind === 'bool') return value.value;
  // juju/schema's Bool takes Go's spellings in a string too.
  if (value?.kind === 'string' && /^(1|t|T|true|TRUE|True)$/.test(value.value)) return true;
  if (value?.kind === 'string' && /^(0|f|F|false|FALSE|False)$/.test(value.value)) return false;
  return expected(place, 'bool', value);
}

export function integer(value: YamlValue | undefined, place: Place): number {
  if (value?.kind === 'int') return Number(value.value);
  if (value?.kind === 'string' && /^[-+]?[0-9]+$/.test(value.value)) return Number.parseInt(value.value, 10);
  return expected(place, 'int', value);
}

export function oneOf<T extends string>(value: YamlValue | undefined, allowed: readonly T[], place: Place): T {
  const found = value?.kind === 'string' ? allowed.find((word) => word === value.value) : undefined;
  if (found !== undefined) return found;
  return value === undefined || value.kind === 'null'
    ? refuse(place, 'unexpected value <nil>')
    : unexpected(place, value);
}

export function list(value: YamlValue | undefined, place: Place): readonly YamlValue[] {
  return value?.kind === 'list' ? value.items : expected(place, 'list', value);
}

export function textList(value: YamlValue | undefined, place: Place): readonly string[] {
  return list(value, place).map((item, index) => text(item, { ...place, path: `${place.path}[${index}]` }));
}

export function map(value: YamlValue | undefined, place: Place): YamlMap {
  return value?.kind === 'map' ? value : expected(place, 'map', value);
}

/** The entries of a map whose keys must be strings. */
export function stringEntries(value: YamlValue | undefined, place: Place): readonly (readonly [string, YamlValue])[] {
  return map(value, place).entries.map(([key, item]) => [text(key, place), item] as const);
}
