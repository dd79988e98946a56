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
  | GoTime
  | readonly GoValue[]
  | GoMap;

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

/** A moment, in milliseconds since the epoch. */
export class GoTime {
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }

  /** As Go's RFC 3339 form has it: no fraction when there is none. */
  toString(): string {
    return new Date(this.milliseconds).toISOString().replace(/\.?0*Z$/, 'Z');
  }
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
