/** `juju refresh`: a new charm for an application, and what follows from it. */
import type { ConfigChanges } from '../charm/config.ts';
import {
  type Application,
  addRelation,
  addStorageInstance,
  type Charm,
  type CharmPackage,
  type ConfigOption,
  type ConfigValue,
  charmEndpoints,
  type Model,
  type StorageDirective,
  type Store,
} from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { addCharm, attachResources, type CharmSource } from './charms.ts';
import { refuse } from './controller-error.ts';
import { checkAssumes, checkBindings } from './deploy.ts';
import { applicationNamed } from './lookup.ts';
import { checkDirectives } from './storage-checks.ts';

export interface RefreshRequest {
  readonly source: CharmSource;
  readonly config?: ConfigChanges;
  readonly resources?: Readonly<Record<string, string>>;
  readonly bindings?: Readonly<Record<string, string>>;
  /** Of stores, those the old charm had included. */
  readonly storage?: Readonly<Record<string, StorageDirective>>;
  readonly trust?: boolean;
  /** Also units whose hook failed change their code. */
  readonly forceUnits?: boolean;
  readonly force?: boolean;
}

/** `juju refresh --path`: a new revision of the application's charm. */
export function refresh(store: Store, name: string, request: RefreshRequest): Charm {
  const { model } = store;
  const added = model.transact(() => {
    const application = applicationNamed(model, name);
    const old = model.charmOf(name);
    const next = request.source.charm;
    checkRefresh(model, application, old, next);
    if (request.force !== true) checkAssumes(model, next);
    checkBindings(model, next, request.bindings ?? {});
    checkDirectives(next, request.storage ?? {});
    const charm = addCharm(store, request.source);
    const { resources } = next.metadata;
    model.applications.patch(name, {
      charmUrl: charm.url,
      charmModifiedVersion: application.charmModifiedVersion + 1,
      forceCharm: request.forceUnits === true,
      config: keptSettings(application, next, request.config ?? {}),
      resources: attachResources(store, name, resources, request.resources ?? {}, application.resources),
      bindings: { ...application.bindings, ...request.bindings },
      storageDirectives: { ...application.storageDirectives, ...request.storage },
      trust: application.trust || request.trust === true,
    });
    refreshEndpoints(model, name, next);
    addNewPeers(store, name, next);
    addNewStorage(model, name, old, next);
    return charm;
  });
  store.commit();
  return added;
}

function checkRefresh(model: Model, application: Application, old: Charm, next: CharmPackage): void {
  const name = next.metadata.name;
  if (old.metadata.name !== name) {
    refuse(
      'not-valid',
      `cannot refresh ${goQuote(application.name)}: charm ${goQuote(name)} is not ${goQuote(old.metadata.name)}`,
    );
  }
  if (application.life !== 'alive') refuse('not-alive', `application ${goQuote(application.name)} is not alive`);
  const refuseUpgrade = (why: string) =>
    refuse('not-valid', `cannot upgrade application ${goQuote(application.name)} to charm ${goQuote(name)}: ${why}`);
  if (old.metadata.subordinate !== next.metadata.subordinate)
    refuseUpgrade("cannot change an application's subordinacy");
  const endpoints = charmEndpoints(next.metadata);
  for (const relation of model.relationsOf(application.name)) {
    for (const used of relation.endpoints) {
      if (used.application !== application.name) continue;
      const fits = endpoints.some(
        (one) => one.name === used.name && one.interface === used.interface && one.role === used.role,
      );
      if (!fits) refuseUpgrade(`would break relation ${goQuote(relation.key)}`);
    }
  }
}

/** Settings that the new charm still has, of a type it still takes, with the new ones over them. */
function keptSettings(
  application: Application,
  next: CharmPackage,
  changes: ConfigChanges,
): Record<string, ConfigValue> {
  const settings: Record<string, ConfigValue> = {};
  for (const [key, value] of Object.entries(application.config)) {
    const option = Object.hasOwn(next.options, key) ? next.options[key] : undefined;
    if (option !== undefined && takes(option, value)) settings[key] = value;
  }
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete settings[key];
    else settings[key] = value;
  }
  return settings;
}

function takes({ type }: ConfigOption, value: ConfigValue): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'int':
      return typeof value === 'number' && Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    default:
      return typeof value === 'string';
  }
}

/** Limits and the like may have changed. */
function refreshEndpoints(model: Model, name: string, next: CharmPackage): void {
  const known = charmEndpoints(next.metadata);
  for (const relation of model.relationsOf(name)) {
    const endpoints = relation.endpoints.map((endpoint) => {
      const now = endpoint.application === name ? known.find((one) => one.name === endpoint.name) : undefined;
      return now === undefined ? endpoint : { ...now, application: name };
    });
    model.relations.patch(String(relation.id), { endpoints });
  }
}

function addNewPeers(store: Store, name: string, next: CharmPackage): void {
  const { model } = store;
  const present = new Set(model.relationsOf(name).map((relation) => relation.key));
  for (const peer of Object.values(next.metadata.peers)) {
    if (!present.has(`${name}:${peer.name}`)) addRelation(model, [{ ...peer, application: name }], store.now());
  }
}

function addNewStorage(model: Model, name: string, old: Charm, next: CharmPackage): void {
  const { storageDirectives } = model.applications.get(name);
  for (const wanted of Object.values(next.metadata.storage)) {
    if (Object.hasOwn(old.metadata.storage, wanted.name)) continue;
    const directive = storageDirectives[wanted.name];
    const count = directive?.count ?? wanted.minimumCount;
    for (const unit of model.unitsOf(name)) {
      for (let made = 0; made < count; made += 1) addStorageInstance(model, unit, wanted, directive);
    }
  }
}
