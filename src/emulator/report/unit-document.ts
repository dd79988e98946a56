/** `juju show-unit`: a unit with what it sees of each relation, bags included. */
import { isPeer, type Model, type Relation, type Unit } from '../model/index.ts';
import { machineAddress } from '../model/network.ts';
import { everVisibleUnits } from '../model/scope.ts';
import type { GoValue } from '../tools/go-value.ts';
import { byName, struct, unlessEmpty } from './document.ts';
import { portTexts } from './status-view.ts';

export interface UnitDocumentOptions {
  /** Only relations of this local endpoint; empty is all. */
  readonly endpoint: string;
  /** Only what this remote unit has in its bags; empty is all. */
  readonly relatedUnit: string;
  /** Leaves the units' bags out. */
  readonly applicationOnly: boolean;
}

function relationDocument(model: Model, unit: Unit, relation: Relation, options: UnitDocumentOptions): GoValue {
  const local = relation.endpoints.find((endpoint) => endpoint.application === unit.application);
  const remote = isPeer(relation) ? local : relation.endpoints.find((endpoint) => endpoint !== local);
  const own = model.relationUnit(relation.id, unit.name);
  const others = everVisibleUnits(model, relation, unit)
    .filter((part) => part.unit !== unit.name)
    .filter((part) => options.relatedUnit === '' || part.unit === options.relatedUnit);
  const bag = (inScope: boolean, data: Readonly<Record<string, string>>): GoValue =>
    struct({ 'in-scope': inScope, data });
  return struct({
    'relation-id': BigInt(relation.id),
    endpoint: local?.name ?? '',
    'related-endpoint': remote?.name ?? '',
    'application-data': relation.applicationBags[remote?.application ?? '']?.settings ?? {},
    'local-unit': own === undefined || options.applicationOnly ? undefined : bag(own.inScope, own.settings),
    'related-units': options.applicationOnly
      ? undefined
      : unlessEmpty(
          byName(
            others,
            (part) => part.unit,
            (part) => bag(part.inScope, part.settings),
          ),
        ),
  });
}

export function unitDocument(model: Model, unit: Unit, options: UnitDocumentOptions): GoValue {
  const application = model.applications.get(unit.application);
  const relations = model
    .relationsOf(unit.application)
    .filter((relation) => {
      const local = relation.endpoints.find((endpoint) => endpoint.application === unit.application);
      return options.endpoint === '' || local?.name === options.endpoint;
    })
    .map((relation) => relationDocument(model, unit, relation, options));
  return struct({
    'workload-version': unlessEmpty(unit.workloadVersion),
    machine: unlessEmpty(unit.machine),
    'opened-ports': [...portTexts(unit.ports)],
    'public-address': unlessEmpty(model.machines.has(unit.machine) ? machineAddress(model, unit.machine) : ''),
    charm: unit.charmUrl === '' ? application.charmUrl : unit.charmUrl,
    leader: application.leader === unit.name,
    life: unit.life,
    'relation-info': unlessEmpty(relations),
  });
}
