/** Values that survive a JSON file unchanged: everything the model keeps is made of these. */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export type JsonObject = { readonly [key: string]: JsonValue };

/** A bag of text, as relation data, unit state and leader settings are. */
export type Settings = Readonly<Record<string, string>>;

/** Milliseconds since the epoch. */
export type Timestamp = number;
