/**
 * What a hook tool prints, in Go's terms: the same text looks different as a map, a struct, a list of strings or a
 * list of anything, so each is told apart here.
 *
 * A JavaScript number is Go's float64 (all that comes from JSON is), a bigint is an int, a plain object is a map.
 */

export type GoValue =
  | null
  | boolean
  | string
  | number
  | bigint
  | GoStruct
  | StringList
  | readonly GoValue[]
  | GoMap
  | NilMap;

export interface GoMap {
  readonly [key: string]: GoValue;
}

/** A list of strings; null is Go's nil slice, which JSON shows. */
export class StringList {
  readonly items: readonly string[] | null;

  constructor(items: readonly string[] | null) {
    this.items = items;
  }
}

/** A map that was never made. */
export class NilMap {
  readonly kind = 'nil-map';
}

export interface GoField {
  readonly name: string;
  readonly value: GoValue;
  /** The one format that has this field; both when not given. */
  readonly only?: 'yaml' | 'json';
}

/** A value whose fields keep the order in which they were declared. */
export class GoStruct {
  readonly fields: readonly GoField[];

  constructor(fields: readonly GoField[]) {
    this.fields = fields;
  }
}

export function isGoMap(value: GoValue): value is GoMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof StringList) &&
    !(value instanceof GoStruct) &&
    !(value instanceof NilMap)
  );
}
