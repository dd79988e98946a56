/** Settings of applications: config, trust, expose, bindings, resources. */
import type { ConfigChanges } from '../charm/config.ts';
import {
  alphaSpace,
  bindableEndpoints,
  type ConfigValue,
  charmEndpoints,
  type ExposedEndpoint,
  type Store,
} from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { attachResources } from './charms.ts';
import { refuse } from './controller-error.ts';
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
