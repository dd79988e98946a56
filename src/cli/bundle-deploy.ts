/** Deploys a bundle: everything is read and checked first, then all of it is done as one change, or none of it. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Bundle, BundleApplication } from '../emulator/charm/bundle.ts';
import { inferEndpoints, relationKey } from '../emulator/charm/infer-endpoints.ts';
import { type Placement, parsePlacement, placementApplication } from '../emulator/charm/placement.ts';
import type { ReadCharm } from '../emulator/charm/read-charm.ts';
import { addMachine } from '../emulator/controller/machines.ts';
import {
  addUnits,
  type Base,
  type Charm,
  ControllerError,
  deploy,
  integrate,
  type Model,
  setConfig,
  setExposed,
  setTrust,
} from '../emulator/index.ts';
import { goQuote } from '../emulator/tools/go-text.ts';
import { type BundleStorage, type MachineMap, type Part, readBundleFile, readPart } from './bundle-parts.ts';
import { sourceOf } from './charm-source.ts';
import type { CommandContext } from './command.ts';
import { CommandFailure } from './errors.ts';
import type { Session } from './session.ts';
import { baseOf } from './settings.ts';

export interface BundleOptions {
  readonly dryRun: boolean;
  readonly trust: boolean;
  readonly storage: BundleStorage;
  readonly machineMap: MachineMap;
}

export async function deployBundle(
  file: { readonly path: string; readonly text?: string },
  overlays: readonly string[],
  context: CommandContext,
  options: BundleOptions,
): Promise<void> {
  const folder = dirname(file.path);
  const bundle = readBundleFile(file.text ?? readFileSync(file.path, 'utf8'), overlays, context);
  const session = await context.open();
  const parts = await Promise.all(
    bundle.applications.map((each) => readPart(each, folder, context, session.model, options.storage)),
  );
  const changes = carryOut(bundle, parts, folder, session, options);
  if (changes.length === 0) session.say('No changes to apply.');
  else session.say(options.dryRun ? 'Changes to deploy bundle:' : 'Executing changes:');
  for (const change of changes) session.say(`- ${change}`);
  if (options.dryRun) return;
  if (changes.length > 0) session.say('Deploy of bundle completed.');
  await session.settle();
}

/** Does it all in one transaction; a dry run is undone. */
function carryOut(
  bundle: Bundle,
  parts: readonly Part[],
  folder: string,
  session: Session,
  options: BundleOptions,
): readonly string[] {
  try {
    return session.model.transact(() => {
      const done = new BundleRun(bundle, parts, folder, session, options).run();
      if (options.dryRun) throw new DryRun(done);
      return done;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.changes;
    throw error;
  } finally {
    session.store.commit();
  }
}

/** Thrown to undo what a dry run has done to the model in memory. */
class DryRun extends Error {
  readonly changes: readonly string[];
  constructor(changes: readonly string[]) {
    super('a dry run ends here');
    this.changes = changes;
  }
}

class BundleRun {
  readonly #bundle: Bundle;
  readonly #parts: readonly Part[];
  readonly #folder: string;
  readonly #session: Session;
  readonly #options: BundleOptions;
  readonly #done: string[] = [];
  /** Charms that were uploaded, by the path of each. */
  readonly #charms = new Map<string, Charm>();
  /** The bundle's machine numbers and the model's. */
  readonly #machines = new Map<string, string>();
  /** Units that the bundle brought or found, by application and in order. */
  readonly #units = new Map<string, readonly string[]>();

  constructor(bundle: Bundle, parts: readonly Part[], folder: string, session: Session, options: BundleOptions) {
    this.#bundle = bundle;
    this.#parts = parts;
    this.#folder = folder;
    this.#session = session;
    this.#options = options;
  }

  run(): readonly string[] {
    for (const part of this.#parts) this.#application(part);
    for (const part of this.#inPlacementOrder()) this.#placeUnits(part);
    for (const relation of this.#bundle.relations) this.#relate(relation);
    return this.#done;
  }

  get #model(): Model {
    return this.#session.model;
  }

  #application(part: Part): void {
    const { application, found, read, config, storage } = part;
    const { store } = this.#session;
    const { name } = application;
    const trust = application.trust && this.#options.trust;
    const present = this.#model.applications.find(name);
    if (present !== undefined) {
      const charm = this.#model.charmOf(name).metadata.name;
      if (charm !== read.charm.metadata.name)
        throw new ControllerError(
          'already-exists',
          `application ${goQuote(name)} already exists with charm ${goQuote(charm)}`,
        );
      if (Object.entries(config).some(([key, value]) => (present.config[key] ?? null) !== value)) {
        setConfig(store, name, config);
        this.#done.push(`set application options for ${name}`);
      }
      return;
    }
    const base = this.#baseOf(application.base ?? this.#bundle.defaultBase);
    const uploaded = this.#charms.get(found.path);
    const { charm, application: made } = deploy(store, {
      source: uploaded ?? sourceOf(read, found.isLocal ? found.path : found.origin),
      application: name,
      ...(read.charm.metadata.subordinate ? {} : { units: 0 }),
      config,
      trust,
      resources: this.#resources(application),
      bindings: application.bindings,
      storage,
      constraints: application.constraints,
      ...(base === undefined ? {} : { base }),
    });
    this.#charms.set(found.path, charm);
    const charmName = charm.metadata.name;
    if (uploaded === undefined)
      this.#done.push(`upload charm ${charmName} from ${found.isLocal ? found.path : 'the catalogue'}`);
    const using = charmName === name ? '' : ` using ${charmName}`;
    this.#done.push(`deploy application ${name} on ${made.base.name}@${made.base.channel}${using}`);
    if (application.trust && !this.#options.trust)
      this.#done.push(`${name} asks for trust: deploy with --trust, or run "juju trust ${name}"`);
    if (trust) setTrust(store, name, true);
    if (application.expose) {
      setExposed(store, name, true);
      this.#done.push(`expose all endpoints of ${name} and allow access from CIDRs 0.0.0.0/0 and ::/0`);
    }
  }

  #baseOf(text: string | null): Base | undefined {
    return text === null ? undefined : baseOf(text);
  }

  /** Files only: a number means a revision in Charmhub, which is not here. */
  #resources(application: BundleApplication): Record<string, string> {
    const files = Object.entries(application.resources).filter(([, text]) => !/^\d+$/.test(text));
    return Object.fromEntries(files.map(([name, path]) => [name, resolve(this.#folder, path)]));
  }

  /** An application that is placed beside another comes after it. */
  #inPlacementOrder(): readonly Part[] {
    const waiting = [...this.#parts];
    const ordered: Part[] = [];
    while (waiting.length > 0) {
      const isFree = ({ application }: Part): boolean =>
        application.to.every((text) => {
          const beside = placementApplication(parsePlacement(text));
          return (
            beside === null || beside === application.name || !waiting.some((each) => each.application.name === beside)
          );
        });
      const index = waiting.findIndex(isFree);
      const [next] = waiting.splice(Math.max(index, 0), 1);
      if (index < 0 && next !== undefined)
        throw new CommandFailure(
          `placement of application ${goQuote(next.application.name)} refers to itself in a circle`,
        );
      if (next !== undefined) ordered.push(next);
    }
    return ordered;
  }

  #placeUnits(part: Part): void {
    const { application, read } = part;
    const { name } = application;
    const present = this.#model.unitsOf(name).map((unit) => unit.name);
    const made = [...present];
    for (let index = present.length; index < application.units; index += 1) {
      const placement = this.#placement(application, index, read);
      const [unit] = addUnits(this.#session.store, name, 1, placement === undefined ? [] : [placement]);
      if (unit === undefined) continue;
      made.push(unit);
      this.#done.push(`add unit ${unit} to machine ${this.#model.units.get(unit).machine}`);
    }
    this.#units.set(name, made);
  }

  /** The last directive serves for all units beyond. */
  #placement(application: BundleApplication, index: number, read: ReadCharm): Placement | undefined {
    const text = application.to[index] ?? application.to.at(-1);
    if (text === undefined) return undefined;
    const placement = parsePlacement(text);
    const { container, target } = placement;
    if (target.kind === 'machine')
      return { container, target: { kind: 'machine', id: this.#machine(target.id, read) } };
    const beside = placementApplication(placement);
    if (beside === null) return placement;
    const units = this.#units.get(beside) ?? [];
    // In a bundle `mysql/1` is the second unit, whatever its number turned out to be.
    const wanted = target.kind === 'unit' ? Number(target.unit.split('/')[1]) : index % Math.max(units.length, 1);
    const unit = units[wanted];
    return unit === undefined ? { container, target: { kind: 'new' } } : { container, target: { kind: 'unit', unit } };
  }

  #machine(id: string, read: ReadCharm): string {
    const known = this.#machines.get(id);
    if (known !== undefined) return known;
    const { existing, pairs } = this.#options.machineMap;
    const own = pairs.get(id) ?? (existing && this.#model.machines.has(id) ? id : undefined);
    if (own !== undefined) {
      if (!this.#model.machines.has(own)) throw new CommandFailure(`machine ${own} not found`);
      this.#machines.set(id, own);
      return own;
    }
    const wanted = this.#bundle.machines.find((machine) => machine.id === id);
    const [first] = read.charm.bases;
    const base = this.#baseOf(wanted?.base ?? this.#bundle.defaultBase) ??
      first ?? { name: 'ubuntu', channel: '24.04/stable' };
    const made = addMachine(this.#model, { name: base.name, channel: base.channel }, this.#session.store.now());
    this.#machines.set(id, made.id);
    this.#done.push(`add new machine ${made.id}${made.id === id ? '' : ` (bundle machine ${id})`}`);
    return made.id;
  }

  #relate(pair: readonly [string, string]): void {
    const find = (name: string) => {
      const application = this.#model.applications.find(name);
      return application && { name, metadata: this.#model.charmOf(name).metadata, base: application.base };
    };
    const rules = { newRelationErrors: this.#model.version.hasNewRelationErrors };
    const endpoints = inferEndpoints(pair, find, rules);
    const key = relationKey(endpoints);
    if (this.#model.relations.values().some((relation) => relation.key === key)) return;
    integrate(this.#session.store, pair);
    this.#done.push(`add relation ${key.replace(' ', ' - ')}`);
  }
}
