/** `juju deploy`: an application, its peer relations and its first units. */
import { unmetAssumptions } from '../charm/assumes.ts';
import type { ConfigChanges } from '../charm/config.ts';
import { checkApplicationName } from '../charm/names.ts';
import type { Placement } from '../charm/placement.ts';
import {
  type Application,
  addRelation,
  addUnit,
  type Base,
  bindableEndpoints,
  type Charm,
  type CharmPackage,
  type ConfigValue,
  type Model,
  type StorageDirective,
  type Store,
} from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { addCharm, attachResources, type CharmSource } from './charms.ts';
import { refuse } from './controller-error.ts';
import { placeUnit } from './machines.ts';
import { spaceNamed } from './spaces.ts';
import { attachFromStart } from './storage.ts';
import { checkDirectives } from './storage-checks.ts';

export interface DeployRequest {
  /** What is to be uploaded, or a charm that the model has. */
  readonly source: CharmSource | Charm;
  /** Default is the charm's name. */
  readonly application?: string;
  readonly units?: number;
  /** One for each unit, from the first; units beyond get new machines. */
  readonly to?: readonly Placement[];
  readonly config?: ConfigChanges;
  readonly trust?: boolean;
  /** Resource name to a file's path. */
  readonly resources?: Readonly<Record<string, string>>;
  /** Endpoint to space; the key `''` is the default. */
  readonly bindings?: Readonly<Record<string, string>>;
  readonly storage?: Readonly<Record<string, StorageDirective>>;
  /** Storage there is, for the one unit. */
  readonly attachStorage?: readonly string[];
  readonly constraints?: string;
  readonly base?: Base;
  readonly force?: boolean;
}

export interface Deployed {
  readonly application: Application;
  readonly charm: Charm;
  readonly units: readonly string[];
}

export function deploy(store: Store, request: DeployRequest): Deployed {
  const { model } = store;
  const { source } = request;
  const charm: CharmPackage = 'url' in source ? source : source.charm;
  const name = request.application ?? charm.metadata.name;
  const deployed = model.transact(() => {
    checkApplicationName(name);
    if (model.applications.has(name)) {
      refuse('already-exists', `cannot add application ${goQuote(name)}: application already exists`);
    }
    checkSubordinate(charm, request);
    if (request.force !== true) checkAssumes(model, charm);
    checkBindings(model, charm, request.bindings ?? {});
    checkDirectives(charm, request.storage ?? {});
    const base = baseFor(model, charm, request.base, request.force === true);
    const added = 'url' in source ? source : addCharm(store, source);
    const application: Application = {
      name,
      life: 'alive',
      charmUrl: added.url,
      charmModifiedVersion: 0,
      subordinate: charm.metadata.subordinate,
      base,
      config: settingsOf(request.config ?? {}),
      trust: request.trust ?? false,
      exposed: false,
      exposedEndpoints: {},
      unitCounter: 0,
      leader: null,
      leaderTerm: 0,
      leaderSettings: {},
      leaderSettingsVersion: 0,
      status: null,
      resources: attachResources(store, name, charm.metadata.resources, request.resources ?? {}),
      bindings: request.bindings ?? {},
      storageDirectives: request.storage ?? {},
      constraints: request.constraints ?? '',
      forceCharm: false,
      created: store.now(),
    };
    model.applications.set(name, application);
    for (const peer of Object.values(charm.metadata.peers)) {
      addRelation(model, [{ ...peer, application: name }], store.now());
    }
    const units = charm.metadata.subordinate ? [] : makeUnits(store, name, request.units ?? 1, request.to ?? []);
    attachFromStart(model, units[0], request.attachStorage ?? []);
    return { application: model.applications.get(name), charm: added, units };
  });
  store.commit();
  return deployed;
}

/** Makes units on the machines that were asked for. Within the caller's transaction. */
export function makeUnits(store: Store, application: string, count: number, to: readonly Placement[]): string[] {
  const { model } = store;
  const { base } = model.applications.get(application);
  const units: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const machine = placeUnit(model, to[index], base, store.now(), index);
    units.push(addUnit(model, { application, machine, principal: null }, store.now()).name);
  }
  return units;
}

/** Only what was given a value. */
function settingsOf(changes: ConfigChanges): Record<string, ConfigValue> {
  const settings: Record<string, ConfigValue> = {};
  for (const [name, value] of Object.entries(changes)) if (value !== null) settings[name] = value;
  return settings;
}

function checkSubordinate({ metadata }: CharmPackage, request: DeployRequest): void {
  if (!metadata.subordinate) return;
  const units = request.units ?? 1;
  if (units !== 1 && units !== 0) {
    refuse('not-valid', 'cannot use --num-units with subordinate application');
  }
  if (request.to !== undefined && request.to.length > 0) {
    refuse('not-valid', 'cannot use --to with subordinate application');
  }
  if (request.constraints !== undefined && request.constraints !== '') {
    refuse('not-valid', 'cannot use --constraints with subordinate application');
  }
}

/** Refuses a charm that assumes what this model does not have. */
export function checkAssumes(model: Model, { metadata }: CharmPackage): void {
  const { jujuVersion } = model.current;
  const problem = unmetAssumptions(metadata.assumes, { juju: jujuVersion });
  if (problem !== null) refuse('incompatible', problem);
  const minimum = metadata.minimumJujuVersion;
  if (minimum !== null && compareVersions(jujuVersion, minimum) < 0) {
    refuse(
      'incompatible',
      `charm's min version (${minimum}) is higher than this juju model's version (${jujuVersion})`,
    );
  }
}

function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((text) => text.split(/[.-]/).map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Refuses bindings of endpoints or to spaces that are not there. */
export function checkBindings(
  model: Model,
  { metadata }: CharmPackage,
  bindings: Readonly<Record<string, string>>,
): void {
  const known = new Set(['', ...bindableEndpoints(metadata)]);
  for (const space of Object.values(bindings)) spaceNamed(model, space);
  for (const endpoint of Object.keys(bindings)) {
    if (!known.has(endpoint)) refuse('not-valid', `binding refers to unknown endpoint ${goQuote(endpoint)}`);
  }
}

const fallbackBase: Base = { name: 'ubuntu', channel: '24.04/stable' };

/** The base asked for, else the model's, else the charm's first. */
function baseFor(model: Model, charm: CharmPackage, asked: Base | undefined, force: boolean): Base {
  const supported: readonly Base[] =
    charm.bases.length > 0 ? charm.bases : charm.metadata.series.map(baseOfSeries).filter((base) => base !== null);
  const supports = (base: Base) => supported.some((one) => one.name === base.name && track(one) === track(base));
  if (asked !== undefined) {
    if (!force && supported.length > 0 && !supports(asked)) {
      const names = supported.map((base) => `${base.name}@${track(base)}`).join(', ');
      refuse(
        'not-supported',
        `base "${asked.name}@${track(asked)}" not supported by charm, the charm supported bases are: ${names}. Use --force to deploy the charm anyway`,
      );
    }
    return { name: asked.name, channel: asked.channel };
  }
  const preferred = model.current.defaultBase;
  if (preferred !== null && (supported.length === 0 || supports(preferred))) return preferred;
  const first = supported[0];
  if (first === undefined && model.version.atLeast(4))
    refuse('not-valid', 'charm does not define any bases, not valid');
  return first === undefined ? fallbackBase : { name: first.name, channel: first.channel };
}

function track(base: Base): string {
  return base.channel.split('/')[0] ?? '';
}

const ubuntuSeries: Readonly<Record<string, string>> = {
  trusty: '14.04',
  xenial: '16.04',
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
};

function baseOfSeries(series: string): Base | null {
  const release = ubuntuSeries[series];
  return release === undefined ? null : { name: 'ubuntu', channel: `${release}/stable` };
}
