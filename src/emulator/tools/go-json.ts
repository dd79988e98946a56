/** A Go value as compact JSON, as Go's encoder writes it. */
import { wellFormed } from '../context/well-formed.ts';
import { goJsonFloat } from './go-number.ts';
import { compareText } from './go-text.ts';
import { GoStruct, GoTime, type GoValue, StringList } from './go-value.ts';

const ESCAPED = /[<>&\u2028\u2029]/g;

function quoted(text: string): string {
  return JSON.stringify(wellFormed(text)).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function object(entries: readonly (readonly [string, GoValue])[]): string {
  return `{${entries.map(([key, value]) => `${quoted(key)}:${goJson(value)}`).join(',')}}`;
}

function isList(value: GoValue): value is readonly GoValue[] {
  return Array.isArray(value);
}

export function goJson(value: GoValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return goJsonFloat(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof StringList) return value.items === null ? 'null' : `[${value.items.map(quoted).join(',')}]`;
  if (value instanceof GoTime) return quoted(String(value));
  if (value instanceof GoStruct) {
    return object(
      value.fields.filter(({ only }) => only !== 'yaml').map((field) => [field.name, field.value] as const),
    );
  }
  if (isList(value)) return `[${value.map(goJson).join(',')}]`;
  return object(Object.entries(value).sort(([a], [b]) => compareText(a, b)));
}
