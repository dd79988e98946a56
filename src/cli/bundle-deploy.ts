/** Deploys a bundle: everything is read and checked first, then all of it is done as one change, or none of it. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Bundle, type BundleApplication, overlay, readBundle } from '../emulator/charm/bundle.ts';
import { type ConfigChanges, changesOf } from '../emulator/charm/config.ts';
import { inferEndpoints, relationKey } from '../emulator/charm/infer-endpoints.ts';
import { type Placement, parsePlacement, placementApplication } from '../emulator/charm/placement.ts';
import type { ReadCharm } from '../emulator/charm/read-charm.ts';
import { parseYamlDocuments } from '../emulator/charm/yaml-read.ts';
import { addMachine } from '../emulator/controller/machines.ts';
import {
  addUnits,
  type Base,
  ControllerError,
  deploy,
  integrate,
  type Model,
  type StorageDirective,
  setConfig,
  setExposed,
  setTrust,
} from '../emulator/index.ts';
import { goQuote } from '../emulator/tools/go-text.ts';
import { type FoundCharm, findCharm } from './catalogue.ts';
import { loadCharm, sourceOf } from './charm-source.ts';
import type { CommandContext } from './command.ts';
import { CommandFailure } from './errors.ts';
import type { Session } from './session.ts';
import { baseOf, optionText, readText } from './settings.ts';
import { storageDirectives } from './storage-directives.ts';

export interface BundleOptions {
  readonly dryRun: boolean;
  readonly trust: boolean;
  /** `application:store` and what is wanted of it, over what the bundle says. */
  readonly storage: readonly (readonly [string, StorageDirective])[];
}

interface Part {
  readonly application: BundleApplication;
  readonly found: FoundCharm;
  readonly read: ReadCharm;
  readonly config: ConfigChanges;
  readonly storage: Readonly<Record<string, StorageDirective>>;
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
    bundle.applications.map((each) => readPart(each, folder, context, session.model, options)),
  );
  session.say(options.dryRun ? 'Changes to deploy bundle:' : 'Executing changes:');
  for (const change of carryOut(bundle, parts, folder, session, options)) session.say(`- ${change}`);
  if (options.dryRun) return;
  session.say('Deploy of bundle completed.');
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

function readBundleFile(text: string, overlays: readonly string[], context: CommandContext): Bundle {
  const documents = [
    ...parseYamlDocuments(text),
    ...overlays.flatMap((path) => parseYamlDocuments(readText(path, context.workingDirectory))),
  ];
  const [base, ...others] = documents.filter((document) => document.kind !== 'null');
  if (base === undefined) throw new CommandFailure('empty bundle not valid');
  return readBundle(others.reduce(overlay, base));
}

async function readPart(
  application: BundleApplication,
  folder: string,
  context: CommandContext,
  model: Model,
  options: BundleOptions,
): Promise<Part> {
  const found = findCharm(application.charm, context, folder);
  const read = await loadCharm(found, model);
  const { metadata } = read.charm;
  if (metadata.subordinate && application.to.length > 0)
    throw new CommandFailure(`application ${goQuote(application.name)} is subordinate but specifies unit placement`);
  if (metadata.subordinate && application.units > 0)
    throw new CommandFailure(`application ${goQuote(application.name)} is subordinate but has non-zero num_units`);
  const config: Record<string, ConfigChanges[string]> = {};
  for (const [name, value] of Object.entries(changesOf(read.charm.options, application.options))) {
    // `include-file://` reads a value from beside the bundle.
    const included = typeof value === 'string' ? /^include-(file|base64):\/\/(.*)$/s.exec(value) : null;
    if (included === null) config[name] = value;
    else {
      const text = optionText(`@${included[2] ?? ''}`, folder);
      config[name] = included[1] === 'base64' ? Buffer.from(text, 'utf8').toString('base64') : text;
    }
  }
  const own = storageDirectives(Object.entries(application.storage).map(([key, value]) => `${key}=${value}`));
  const given = options.storage
    .filter(([name]) => name.startsWith(`${application.name}:`))
    .map(([name, directive]) => [name.slice(application.name.length + 1), directive] as const);
  return { application, found, read, config, storage: { ...own, ...Object.fromEntries(given) } };
}

class BundleRun {
  readonly #bundle: Bundle;
  readonly #parts: readonly Part[];
  readonly #folder: string;
  readonly #session: Session;
  readonly #trust: boolean;
  readonly #done: string[] = [];
  /** The bundle's machine numbers and the model's. */
  readonly #machines = new Map<string, string>();
  /** Units that the bundle brought or found, by application and in order. */
  readonly #units = new Map<string, readonly string[]>();

  constructor(bundle: Bundle, parts: readonly Part[], folder: string, session: Session, options: BundleOptions) {
    this.#bundle = bundle;
    this.#parts = parts;
    this.#folder = folder;
    this.#session = session;
    this.#trust = options.trust;
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
    const trust = application.trust && this.#trust;
    const present = this.#model.applications.find(name);
    if (present !== undefined) {
      const charm = this.#model.charmOf(name).metadata.name;
      if (charm !== read.charm.metadata.name)
        throw new ControllerError(
          'already-exists',
          `application ${goQuote(name)} already exists with charm ${goQuote(charm)}`,
        );
      if (Object.keys(config).length > 0) {
        setConfig(store, name, config);
        this.#done.push(`set application options for ${name}`);
      }
      return;
    }
    const base = this.#baseOf(application.base ?? this.#bundle.defaultBase);
    const deployed = deploy(store, {
      source: sourceOf(read, found.isLocal ? found.path : found.origin),
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
    const { charm, application: made } = deployed;
    this.#done.push(`upload charm ${charm.metadata.name} from ${found.isLocal ? found.path : 'the catalogue'}`);
    this.#done.push(`deploy application ${name} on ${made.base.name}@${made.base.channel}`);
    if (application.trust && !this.#trust)
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
    const wanted = this.#bundle.machines.find((machine) => machine.id === id);
    const [own] = read.charm.bases;
    const base = this.#baseOf(wanted?.base ?? this.#bundle.defaultBase) ??
      own ?? { name: 'ubuntu', channel: '24.04/stable' };
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
