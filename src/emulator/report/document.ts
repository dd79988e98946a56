/** Builds documents whose keys keep their order and whose empty parts are left out, as Juju's structs do. */
import { goJson } from '../tools/go-json.ts';
import { type GoField, GoStruct, type GoValue } from '../tools/go-value.ts';
import { goYaml } from '../tools/go-yaml.ts';

/** A struct with the given fields; one whose value is undefined is left out. */
export function struct(fields: Readonly<Record<string, GoValue | undefined>>): GoStruct {
  const kept: GoField[] = [];
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept.push({ name, value });
  return new GoStruct(kept);
}

/** Undefined for what Go calls empty, so that {@link struct} leaves it out. */
export function unlessEmpty<T extends GoValue>(value: T): T | undefined {
  if (value === '' || value === false || value === null) return undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  const isPlain = typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.keys(value).length === 0 ? undefined : value;
}

/** A map from the names of things to what is said of them. */
export function byName<T>(
  things: readonly T[],
  name: (thing: T) => string,
  value: (thing: T) => GoValue,
): Record<string, GoValue> {
  return Object.fromEntries(things.map((thing) => [name(thing), value(thing)]));
}

export type DocumentFormat = 'yaml' | 'json';

/** The text of a document, ended by a newline. */
export function printDocument(format: DocumentFormat, value: GoValue): string {
  const text = format === 'json' ? goJson(value) : goYaml(value);
  return text.endsWith('\n') ? text : `${text}\n`;
}
