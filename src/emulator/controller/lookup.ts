/** Finding what a user named, or refusing in Juju's words. */
import type { Application, MachineInfo, Model, Relation, Unit } from '../model/index.ts';
import { isUnitName } from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { refuse } from './controller-error.ts';

export function applicationNamed(model: Model, name: string): Application {
  return model.applications.find(name) ?? refuse('not-found', `application ${goQuote(name)} not found`);
}

/** Also takes `mysql/leader`. */
export function unitNamed(model: Model, name: string): Unit {
  if (name.endsWith('/leader')) {
    const application = applicationNamed(model, name.slice(0, -'/leader'.length));
    const leader = application.leader === null ? undefined : model.units.find(application.leader);
    return leader ?? refuse('not-found', `could not determine leader for ${goQuote(application.name)}`);
  }
  if (!isUnitName(name)) refuse('not-valid', `invalid unit name ${goQuote(name)}`);
  return model.units.find(name) ?? refuse('not-found', `unit ${goQuote(name)} not found`);
}

export function machineNamed(model: Model, id: string): MachineInfo {
  return model.machines.find(id) ?? refuse('not-found', `machine ${id} not found`);
}

/** A relation by its number, or by one or two `application[:endpoint]`. */
export function relationNamed(model: Model, args: readonly string[]): Relation {
  const [first = '', second] = args;
  if (second === undefined && /^[0-9]+$/.test(first)) {
    return model.relations.find(first) ?? refuse('not-found', `relation ${goQuote(first)} not found`);
  }
  const sides = args.map((text) => {
    const [application = '', endpoint] = text.split(':');
    applicationNamed(model, application);
    return { application, endpoint };
  });
  const found = model.relations
    .values()
    .filter(
      (relation) =>
        relation.endpoints.length === sides.length &&
        sides.every((side) =>
          relation.endpoints.some(
            (endpoint) =>
              endpoint.application === side.application &&
              (side.endpoint === undefined || endpoint.name === side.endpoint),
          ),
        ),
    );
  const [only, another] = found;
  if (only === undefined) return refuse('not-found', `relation ${goQuote(args.join(' '))} not found`);
  if (another !== undefined) {
    const keys = found.map((relation) => goQuote(relation.key)).sort();
    refuse('not-valid', `ambiguous relation: ${goQuote(args.join(' '))} could refer to ${keys.join('; ')}`);
  }
  return only;
}
