/** Settings of applications: config, trust, expose, bindings, resources, and a new charm. */
import type { ConfigChanges } from '../charm/config.ts';
import {
  type Application,
  addRelation,
  addStorageInstance,
  alphaSpace,
  bindableEndpoints,
  type Charm,
  type CharmPackage,
  type ConfigOption,
  type ConfigValue,
  charmEndpoints,
  type ExposedEndpoint,
  type Model,
  type Store,
} from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { addCharm, attachResources, type CharmSource } from './charms.ts';
import { refuse } from './controller-error.ts';
import { checkAssumes, checkBindings } from './deploy.ts';
import { applicationNamed } from './lookup.ts';
import { spaceNamed } from './spaces.ts';

/** Values are checked by the one who read them; null puts an option back to its default. Setting what is set already changes nothing. */
export function setConfig(store: Store, name: string, changes: ConfigChanges): void {
  const { model } = store;
  const application = applicationNamed(model, name);
  const config: Record<string, ConfigValue> = { ...application.config };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete config[key];
    else config[key] = value;
  }
  const same =
    Object.keys(config).length === Object.keys(application.config).length &&
    Object.entries(config).every(([key, value]) => application.config[key] === value);
  if (!same) model.applications.patch(name, { config });
  store.commit();
}

/** `juju trust`; hooks then get the cloud's credential, and config-changed runs. */
export function setTrust(store: Store, name: string, trust: boolean): void {
  applicationNamed(store.model, name);
  store.model.applications.patch(name, { trust });
  store.commit();
}

/** Without endpoints the whole application; unexposing some leaves the others. */
export function setExposed(
  store: Store,
  name: string,
  exposed: boolean,
  endpoints: Readonly<Record<string, ExposedEndpoint>> = {},
): void {
  const { model } = store;
  const application = applicationNamed(model, name);
  const names = Object.keys(endpoints);
  const known = charmEndpoints(model.charmOf(name).metadata).map((endpoint) => endpoint.name);
  for (const endpoint of names) {
    if (endpoint !== '' && !known.includes(endpoint)) refuse('not-found', `endpoint ${goQuote(endpoint)} not found`);
  }
  if (exposed) {
    const all = names.length === 0 ? { '': { toSpaces: [], toCidrs: ['0.0.0.0/0', '::/0'] } } : endpoints;
    model.applications.patch(name, { exposed, exposedEndpoints: { ...application.exposedEndpoints, ...all } });
  } else {
    const left = Object.entries(application.exposedEndpoints).filter(
      ([endpoint]) => names.length > 0 && !names.includes(endpoint),
    );
    model.applications.patch(name, { exposed: left.length > 0, exposedEndpoints: Object.fromEntries(left) });
  }
  store.commit();
}

/** `juju bind`: merges into what is bound, and tells what came of each endpoint. */
export function setBindings(store: Store, name: string, bindings: Readonly<Record<string, string>>): string[] {
  const { model } = store;
  const application = applicationNamed(model, name);
  const { metadata } = model.charmOf(name);
  for (const space of Object.values(bindings)) spaceNamed(model, space);
  const known = bindableEndpoints(metadata);
  const unknown = Object.keys(bindings).find((endpoint) => endpoint !== '' && !known.includes(endpoint));
  if (unknown !== undefined) refuse('not-found', `endpoint ${goQuote(unknown)} not found`);
  const fallback = application.bindings[''] ?? alphaSpace;
  const next = bindings[''] ?? fallback;
  const merged: Record<string, string> = next === fallback ? {} : { '': next };
  const told: string[] = [];
  const unchanged = new Map<string, string[]>();
  for (const endpoint of known.sort()) {
    const before = application.bindings[endpoint] ?? fallback;
    // What was bound to the old default moves on with it.
    const after = bindings[endpoint] ?? (before === fallback ? next : before);
    if (after !== next) merged[endpoint] = after;
    if (after !== before) told.push(`moving endpoint "${endpoint}" from space "${before}" to "${after}"`);
    else unchanged.set(after, [...(unchanged.get(after) ?? []), endpoint]);
  }
  for (const [space, endpoints] of unchanged) {
    const word = endpoints.length > 1 ? 'endpoints' : 'endpoint';
    told.push(`no change to ${word} in space "${space}": ${endpoints.join(', ')}`);
  }
  if (next === fallback && fallback !== alphaSpace) merged[''] = fallback;
  model.applications.patch(name, { bindings: merged });
  store.commit();
  return told;
}

/** `juju attach-resource`: units then run upgrade-charm. */
export function attachResource(store: Store, name: string, resource: string, path: string): void {
  const { model } = store;
  model.transact(() => {
    const application = applicationNamed(model, name);
    const wanted = model.charmOf(name).metadata.resources;
    if (!Object.hasOwn(wanted, resource)) refuse('not-found', `unrecognized resource ${goQuote(resource)}`);
    model.applications.patch(name, {
      resources: attachResources(store, name, wanted, { [resource]: path }, application.resources),
      charmModifiedVersion: application.charmModifiedVersion + 1,
    });
  });
  store.commit();
}

export interface RefreshRequest {
  readonly source: CharmSource;
  readonly config?: ConfigChanges;
  readonly resources?: Readonly<Record<string, string>>;
  readonly bindings?: Readonly<Record<string, string>>;
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
    const charm = addCharm(store, request.source);
    const { resources } = next.metadata;
    model.applications.patch(name, {
      charmUrl: charm.url,
      charmModifiedVersion: application.charmModifiedVersion + 1,
      forceCharm: request.forceUnits === true,
      config: keptSettings(application, next, request.config ?? {}),
      resources: attachResources(store, name, resources, request.resources ?? {}, application.resources),
      bindings: { ...application.bindings, ...request.bindings },
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
  for (const wanted of Object.values(next.metadata.storage)) {
    if (Object.hasOwn(old.metadata.storage, wanted.name)) continue;
    for (const unit of model.unitsOf(name)) {
      for (let made = 0; made < wanted.minimumCount; made += 1) addStorageInstance(model, unit, wanted);
    }
  }
}
