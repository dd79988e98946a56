/** Tells JSON's objects from its other values. */
import type { JsonObject, JsonValue } from '../model/json.ts';

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
