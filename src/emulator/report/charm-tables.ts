/** What a charm offers its user: actions and resources. */
import type { Application, Charm, CharmAction, Model } from '../model/index.ts';
import type { GoValue } from '../tools/go-value.ts';
import { columns, inNaturalOrder } from './columns.ts';
import { byName } from './document.ts';
import { plainValue } from './operation-document.ts';
import { plainDateTime } from './time.ts';

function actionsOf(charm: Charm): readonly CharmAction[] {
  return inNaturalOrder(Object.keys(charm.actions)).flatMap((name) => charm.actions[name] ?? []);
}

export function actionsTable(charm: Charm): string {
  const rows = actionsOf(charm).map((action) => [action.name, action.description.split('\n')[0] ?? '']);
  return columns([['Action', 'Description'], ...rows]);
}

/** Name to description, as `juju actions --format yaml`. */
export function actionsDocument(charm: Charm): GoValue {
  return byName(
    actionsOf(charm),
    (action) => action.name,
    (action) => action.description,
  );
}

/** Name to schema, as `juju actions --schema`. */
export function actionSchemas(charm: Charm): GoValue {
  return byName(
    actionsOf(charm),
    (action) => action.name,
    (action) => plainValue(action.schema),
  );
}

export function resourcesTable(model: Model, application: Application): string {
  const { resources } = model.charms.get(application.charmUrl).metadata;
  const names = inNaturalOrder(Object.keys(resources));
  if (names.length === 0) return 'No resources to display.\n';
  const rows = names.map((name) => {
    const upload = application.resources[name]?.upload ?? null;
    if (upload === null) return [name, 'upload', '-'];
    return [name, 'upload', plainDateTime(upload.uploaded).slice(0, 16).replace(' ', 'T')];
  });
  return columns([['Resource', 'Supplied by', 'Revision'], ...rows]);
}
