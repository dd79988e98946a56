/**
 * YAML values with the types that Go gives them. JavaScript has one number type and Juju's checks tell
 * 2 from 2.0, so a value carries its Go kind; the printers here write it as Go's `%#v` and `%T` do.
 */
import type { JsonValue } from '../model/json.ts';
import { goFloat } from '../tools/go-number.ts';
import { goQuote } from '../tools/go-text.ts';

export type YamlValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'string'; readonly value: string }
  // `text` is how the file writes it: Go takes that when a string is wanted.
  | { readonly kind: 'int'; readonly value: bigint; readonly text: string }
  | { readonly kind: 'float'; readonly value: number; readonly text: string }
  | { readonly kind: 'bool'; readonly value: boolean; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly YamlValue[] }
  | YamlMap;

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly (readonly [YamlValue, YamlValue])[];
}

/** The value under a string key, or undefined. */
export function mapEntry(map: YamlMap, key: string): YamlValue | undefined {
  for (const [name, value] of map.entries) {
    if (name.kind === 'string' && name.value === key) return value;
  }
  return undefined;
}

/** Go's `%#v`. */
export function goSyntax(value: YamlValue): string {
  switch (value.kind) {
    case 'null':
      return 'interface {}(nil)';
    case 'string':
      return goQuote(value.value);
    case 'int':
      return value.value.toString();
    case 'float':
      return goFloat(value.value);
    case 'bool':
      return String(value.value);
    case 'list':
      return `[]interface {}{${value.items.map(goSyntax).join(', ')}}`;
    case 'map':
      return `map[interface {}]interface {}{${value.entries.map(([key, item]) => `${goSyntax(key)}:${goSyntax(item)}`).join(', ')}}`;
  }
}

/** Go's `%T`. */
export function goType(value: YamlValue): string {
  switch (value.kind) {
    case 'null':
      return '<nil>';
    case 'string':
      return 'string';
    case 'int':
      return 'int';
    case 'float':
      return 'float64';
    case 'bool':
      return 'bool';
    case 'list':
      return '[]interface {}';
    case 'map':
      return 'map[interface {}]interface {}';
  }
}

/** The value as JSON would carry it; a map key that is no string becomes its text. */
export function toJson(value: YamlValue): JsonValue {
  switch (value.kind) {
    case 'null':
      return null;
    case 'string':
    case 'float':
    case 'bool':
      return value.value;
    case 'int':
      return Number(value.value);
    case 'list':
      return value.items.map(toJson);
    case 'map': {
      const result: Record<string, JsonValue> = {};
      for (const [key, item] of value.entries) result[keyText(key)] = toJson(item);
      return result;
    }
  }
}

/** A scalar's text, as it stands for a map key or for a value that only needs to be shown. */
export function keyText(value: YamlValue): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'string':
      return value.value;
    case 'int':
    case 'float':
    case 'bool':
      return value.text;
    default:
      return goSyntax(value);
  }
}
