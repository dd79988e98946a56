/** Changes to bags of text: relation data, unit state, leader settings. */

import type { Settings } from './json.ts';
import type { Model } from './model.ts';
import type { ApplicationBag, Relation, RelationUnit } from './relation.ts';
import { relationUnitKey } from './relation.ts';

/** What to do with each key: new text, or null to remove it. */
export type SettingsChange = Readonly<Record<string, string | null>>;

/** Applies a change; returns the very same bag when nothing differs, so that an equal value causes no event. */
function applySettings(settings: Settings, change: SettingsChange): Settings {
  const differs = Object.entries(change).some(([key, value]) =>
    value === null ? key in settings : settings[key] !== value,
  );
  if (!differs) return settings;
  const result: Record<string, string> = { ...settings };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete result[key];
    else result[key] = value;
  }
  return result;
}

/** Writes a unit's bag; the version grows when something really changed. */
export function writeUnitBag(model: Model, relationId: number, unit: string, change: SettingsChange): RelationUnit {
  const key = relationUnitKey(relationId, unit);
  const part = model.relationUnits.get(key);
  const settings = applySettings(part.settings, change);
  if (settings === part.settings) return part;
  return model.relationUnits.patch(key, { settings, version: part.version + 1 });
}

/** Writes an application's bag; the version grows when something really changed. Leadership is the caller's to check. */
export function writeApplicationBag(
  model: Model,
  relationId: number,
  application: string,
  change: SettingsChange,
): Relation {
  const relation = model.relation(relationId);
  const bag: ApplicationBag = relation.applicationBags[application] ?? { settings: {}, version: 0 };
  const settings = applySettings(bag.settings, change);
  if (settings === bag.settings) return relation;
  return model.relations.patch(String(relationId), {
    applicationBags: { ...relation.applicationBags, [application]: { settings, version: bag.version + 1 } },
  });
}

/** Writes the leader settings of Juju before 4.0. */
export function writeLeaderSettings(model: Model, application: string, change: SettingsChange): void {
  const { leaderSettings, leaderSettingsVersion } = model.applications.get(application);
  const settings = applySettings(leaderSettings, change);
  if (settings === leaderSettings) return;
  model.applications.patch(application, {
    leaderSettings: settings,
    leaderSettingsVersion: leaderSettingsVersion + 1,
  });
}
