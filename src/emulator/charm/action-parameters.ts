/** Parameters of an action: checked against its schema, with the schema's defaults filled in. */
import type { CharmAction } from '../model/charm.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { CharmError } from './charm-error.ts';
import { isJsonObject } from './json-object.ts';
import { validate } from './schema-validate.ts';

export interface ActionRules {
  /** Whether an action that does not say takes parameters it does not name: true up to Juju 3, false from 4.0 on. */
  readonly additionalProperties: boolean;
}

/** Checks the parameters and returns them with defaults; throws with Juju's text. */
export function prepareParameters(action: CharmAction, parameters: JsonObject, rules: ActionRules): JsonObject {
  const schema: JsonObject =
    action.schema['additionalProperties'] === undefined && !rules.additionalProperties
      ? { ...action.schema, additionalProperties: false }
      : action.schema;
  const problems = validate(schema, parameters);
  if (problems.length > 0) throw new CharmError('invalid-action', `validation failed: ${problems.join('; ')}`);
  return withDefaults(schema, parameters);
}

/** Fills absent keys from the schema's defaults, in nested objects too; what is there stays as it is. */
function withDefaults(schema: JsonObject, value: JsonObject): JsonObject {
  const properties = schema['properties'];
  if (!isJsonObject(properties)) return value;
  const filled: Record<string, JsonValue> = { ...value };
  for (const [name, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue;
    const present = filled[name];
    if (present === undefined) {
      const fallback = property['default'];
      if (fallback !== undefined) filled[name] = fallback;
      else {
        const inner = withDefaults(property, {});
        if (Object.keys(inner).length > 0) filled[name] = inner;
      }
    } else if (isJsonObject(present)) filled[name] = withDefaults(property, present);
  }
  return filled;
}
