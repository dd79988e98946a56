/**
 * Plain values to JSON and back, exactly: sets, maps, dates, bytes, big integers and the odd numbers keep their types.
 * A map with one key that begins with `$` is a tag; a real map with such a key is itself tagged, so nothing is ambiguous.
 */
import { StateError } from '../errors.ts';
import type { JsonValue } from '../store/store.ts';

/** What can be kept: anything made of these, nested at will. Functions, symbols and objects of classes cannot. */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | bigint
  | Date
  | Uint8Array
  | readonly PlainValue[]
  | ReadonlySet<PlainValue>
  | ReadonlyMap<PlainValue, PlainValue>
  | { readonly [key: string]: PlainValue | undefined };

/**
 * T itself where all of it can be kept; a part that cannot is `never`, so that the compiler points at it. Objects of
 * classes without methods pass here, and are refused when they are kept.
 */
export type Plain<T> = unknown extends T
  ? T
  : T extends null | undefined | boolean | number | string | bigint | Date | Uint8Array
    ? T
    : T extends symbol | ((...args: never[]) => unknown)
      ? never
      : T extends ReadonlyMap<infer K, infer V>
        ? ReadonlyMap<Plain<K>, Plain<V>>
        : T extends ReadonlySet<infer V>
          ? ReadonlySet<Plain<V>>
          : { readonly [K in keyof T]: Plain<T[K]> };

/** Encodes a value; throws {@link StateError} naming the place of the first part that cannot be kept. */
export function encodePlain(value: unknown, place = 'value'): JsonValue {
  return encode(value, place, new Set());
}

function encode(value: unknown, place: string, above: Set<object>): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { $bigint: String(value) };
    case 'object':
      return value === null ? null : encodeObject(value, place, above);
    default:
      throw new StateError(`cannot keep ${place}: a ${typeof value} is not plain data`);
  }
}

function encodeObject(value: object, place: string, above: Set<object>): JsonValue {
  if (above.has(value)) throw new StateError(`cannot keep ${place}: it contains itself`);
  above.add(value);
  try {
    if (Array.isArray(value)) return Array.from(value, (item, index) => encode(item, `${place}[${index}]`, above));
    if (value instanceof Set) return { $set: [...value].map((item) => encode(item, `${place} (set)`, above)) };
    if (value instanceof Map) {
      return {
        $map: [...value].map(([key, item]) => [
          encode(key, `${place} (key)`, above),
          encode(item, `${place}[${String(key)}]`, above),
        ]),
      };
    }
    if (value instanceof Date) return encodeDate(value, place);
    if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
    return encodeRecord(value, place, above);
  } finally {
    above.delete(value);
  }
}

function encodeDate(value: Date, place: string): JsonValue {
  if (Number.isNaN(value.getTime())) throw new StateError(`cannot keep ${place}: it is no valid date`);
  return { $date: value.toISOString() };
}

/** Whether a value is an object as `{...}` makes it: no list, no map, nothing of a class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A literal of another realm has a prototype of its own, whose parent is null too.
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function encodeRecord(value: object, place: string, above: Set<object>): JsonValue {
  if (!isPlainObject(value)) throw new StateError(`cannot keep ${place}: an object of a class is not plain data`);
  const entries: [string, JsonValue][] = [];
  for (const [key, item] of Object.entries(value)) {
    // An absent property and an undefined one are the same to a reader.
    if (item !== undefined) entries.push([key, encode(item, `${place}.${key}`, above)]);
  }
  return entries.some(([key]) => key.startsWith('$')) ? { $record: entries } : Object.fromEntries(entries);
}

/** Decodes what {@link encodePlain} made. Each call makes new objects. */
export function decodePlain(value: JsonValue): PlainValue {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(decodePlain);
  const [only, ...others] = Object.entries(value);
  if (only?.[0].startsWith('$') && others.length === 0) return decodeTagged(only[0], only[1]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodePlain(item)]));
}

function decodeTagged(tag: string, content: JsonValue): PlainValue {
  const text = typeof content === 'string' ? content : '';
  switch (tag) {
    case '$set':
      return new Set(list(content).map(decodePlain));
    case '$map':
      return new Map(pairs(content).map(([key, item]) => [decodePlain(key), decodePlain(item)]));
    case '$record':
      return Object.fromEntries(pairs(content).map(([key, item]) => [String(key), decodePlain(item)]));
    case '$date':
      return new Date(text);
    case '$bytes':
      return new Uint8Array(Buffer.from(text, 'base64'));
    case '$bigint':
      return BigInt(text);
    case '$number':
      return Number(text);
    default:
      throw new StateError(`cannot read kept data: "${tag}" is no known tag`);
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function list(value: JsonValue): readonly JsonValue[] {
  return isList(value) ? value : [];
}

function pairs(value: JsonValue): [JsonValue, JsonValue][] {
  return list(value).map((pair) => {
    const [key = null, item = null] = list(pair);
    return [key, item];
  });
}
