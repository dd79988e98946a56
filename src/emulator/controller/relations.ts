/** `juju integrate`, `remove-relation`, `suspend-relation` and `resume-relation`. */
import { checkRelation, inferEndpoints, type Relatable } from '../charm/infer-endpoints.ts';
import {
  addRelation,
  destroyRelation,
  isPeer,
  type Model,
  type Relation,
  type Store,
  statusInfo,
} from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { refuse } from './controller-error.ts';
import { relationNamed } from './lookup.ts';

/** @param args one or two `application[:endpoint]` */
export function integrate(store: Store, args: readonly string[], via: readonly string[] = []): Relation {
  const { model } = store;
  const find = (name: string) => relatable(model, name);
  const relation = model.transact(() => {
    const { version } = model;
    const endpoints = inferEndpoints(args, find, { newRelationErrors: version.hasNewRelationErrors });
    checkRelation(endpoints, find, model.relations.values(), { saysBase: version.saysBase });
    for (const { application } of endpoints) {
      if (model.applications.get(application).life === 'alive') continue;
      const key = endpoints.map((endpoint) => `${endpoint.application}:${endpoint.name}`).join(' ');
      refuse('not-alive', `cannot add relation ${goQuote(key)}: application ${goQuote(application)} is not alive`);
    }
    return addRelation(model, endpoints, store.now(), via);
  });
  store.commit();
  return relation;
}

function relatable(model: Model, name: string): Relatable | undefined {
  const application = model.applications.find(name);
  if (application === undefined) return undefined;
  return { name, metadata: model.charmOf(name).metadata, base: application.base };
}

/** @param args a relation's number, or one or two `application[:endpoint]` */
export function removeRelation(store: Store, args: readonly string[]): Relation {
  const { model } = store;
  const relation = model.transact(() => {
    const found = relationNamed(model, args);
    if (isPeer(found)) refuse('not-valid', `cannot destroy relation ${goQuote(found.key)}: is a peer relation`);
    destroyRelation(model, found.id);
    return found;
  });
  store.commit();
  return relation;
}

/** Suspending ends the relation for the units as removing does; resuming lets them join again. */
export function suspendRelation(store: Store, args: readonly string[], suspended: boolean, message = ''): Relation {
  const { model } = store;
  const relation = relationNamed(model, args);
  if (isPeer(relation)) refuse('not-valid', `cannot suspend relation ${goQuote(relation.key)}: is a peer relation`);
  model.relations.patch(String(relation.id), {
    suspended,
    status: statusInfo(suspended ? 'suspended' : 'joining', message, store.now()),
  });
  store.commit();
  return relation;
}
