/** bundle.yaml: read, overlaid and verified, before anything of it is done. */
import { applicationOf, isApplicationName, unitNumber } from '../model/names.ts';
import { goQuote, goQuoteList } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';
import { isEndpointName } from './names.ts';
import { type Placement, parsePlacement } from './placement.ts';
import { keyText, mapEntry, type YamlMap, type YamlValue } from './yaml-value.ts';

export interface BundleApplication {
  readonly name: string;
  /** A path (beginning with `.` or `/`) or a charm's name. */
  readonly charm: string;
  readonly channel: string | null;
  readonly revision: number | null;
  readonly base: string | null;
  readonly units: number;
  readonly to: readonly string[];
  /** A map of typed values: they are checked against the charm's options once that is read. */
  readonly options: YamlMap;
  /** A path, or a revision number as text. */
  readonly resources: Readonly<Record<string, string>>;
  readonly bindings: Readonly<Record<string, string>>;
  readonly storage: Readonly<Record<string, string>>;
  readonly constraints: string;
  readonly expose: boolean;
  readonly trust: boolean;
}

export interface BundleMachine {
  readonly id: string;
  readonly base: string | null;
  readonly constraints: string;
}

export interface Bundle {
  readonly defaultBase: string | null;
  readonly applications: readonly BundleApplication[];
  readonly machines: readonly BundleMachine[];
  readonly relations: readonly (readonly [string, string])[];
}

const nothing: YamlMap = { kind: 'map', entries: [] };

function refuse(problem: string): never {
  throw new CharmError('invalid-bundle', `invalid bundle: ${problem}`);
}

function mapOf(value: YamlValue | undefined, where: string): YamlMap {
  if (value === undefined || value.kind === 'null') return nothing;
  return value.kind === 'map' ? value : refuse(`${where} is not a map`);
}

function word(map: YamlMap, key: string): string | null {
  const value = mapEntry(map, key);
  if (value === undefined || value.kind === 'null') return null;
  return value.kind === 'map' || value.kind === 'list' ? refuse(`${key} is not text`) : keyText(value);
}

function words(map: YamlMap, key: string): Record<string, string> {
  return Object.fromEntries(
    mapOf(mapEntry(map, key), key).entries.map(([name, value]) => [keyText(name), keyText(value)]),
  );
}

function isSet(map: YamlMap, key: string): boolean {
  const value = mapEntry(map, key);
  return value?.kind === 'bool' && value.value;
}

/** Lays an overlay over a bundle: applications are merged (an empty one is taken out), relations are added. */
export function overlay(base: YamlValue, over: YamlValue): YamlValue {
  if (base.kind !== 'map' || over.kind !== 'map') return base;
  const entries = new Map(base.entries.map(([key, value]) => [keyText(key), [key, value] as const]));
  for (const [key, value] of over.entries) {
    const name = keyText(key);
    const before = entries.get(name)?.[1];
    if (before === undefined) entries.set(name, [key, value]);
    else if (name === 'applications' && before.kind === 'map' && value.kind === 'map')
      entries.set(name, [key, overlayApplications(before, value)]);
    else if (name === 'relations' && before.kind === 'list' && value.kind === 'list')
      entries.set(name, [key, { kind: 'list', items: [...before.items, ...value.items] }]);
    else entries.set(name, [key, value]);
  }
  return withoutLostRelations({ kind: 'map', entries: [...entries.values()] });
}

function overlayApplications(before: YamlMap, after: YamlMap): YamlMap {
  const applications = new Map(before.entries.map(([key, value]) => [keyText(key), [key, value] as const]));
  for (const [key, value] of after.entries) {
    const name = keyText(key);
    if (value.kind === 'null' || (value.kind === 'map' && value.entries.length === 0)) applications.delete(name);
    else applications.set(name, [key, mergeMaps(applications.get(name)?.[1], value)]);
  }
  return { kind: 'map', entries: [...applications.values()] };
}

function mergeMaps(before: YamlValue | undefined, after: YamlValue): YamlValue {
  if (before?.kind !== 'map' || after.kind !== 'map') return after;
  const merged = new Map(before.entries.map(([key, value]) => [keyText(key), [key, value] as const]));
  for (const [key, value] of after.entries)
    merged.set(keyText(key), [key, mergeMaps(merged.get(keyText(key))?.[1], value)]);
  return { kind: 'map', entries: [...merged.values()] };
}

/** An application that an overlay takes out takes its relations with it. */
function withoutLostRelations(bundle: YamlMap): YamlMap {
  const names = new Set(mapOf(mapEntry(bundle, 'applications'), 'applications').entries.map(([key]) => keyText(key)));
  const isKept = (relation: YamlValue): boolean =>
    relation.kind !== 'list' || relation.items.every((item) => names.has(keyText(item).split(':')[0] ?? ''));
  return {
    kind: 'map',
    entries: bundle.entries.map(([key, value]) =>
      keyText(key) === 'relations' && value.kind === 'list'
        ? [key, { kind: 'list', items: value.items.filter(isKept) }]
        : [key, value],
    ),
  };
}

/** Reads and verifies a bundle; whether its charms exist is left to the caller. */
export function readBundle(file: YamlValue): Bundle {
  const root = file.kind === 'map' ? file : refuse('it is not a map');
  const listed = mapEntry(root, 'applications') ?? mapEntry(root, 'services');
  const bundle: Bundle = {
    defaultBase: word(root, 'default-base') ?? seriesBase(word(root, 'series')),
    applications: mapOf(listed, 'applications').entries.map(([key, value]) => readApplication(keyText(key), value)),
    machines: mapOf(mapEntry(root, 'machines'), 'machines').entries.map(([key, value]) => {
      const fields = mapOf(value, 'machine');
      const base = word(fields, 'base') ?? seriesBase(word(fields, 'series'));
      return { id: keyText(key), base, constraints: word(fields, 'constraints') ?? '' };
    }),
    relations: readRelations(mapEntry(root, 'relations')),
  };
  const problems = bundleProblems(bundle);
  const [first] = problems;
  if (first !== undefined)
    throw new CharmError(
      'invalid-bundle',
      problems.length === 1 ? first : `${first} (and ${problems.length - 1} more errors)`,
    );
  return bundle;
}

const seriesChannels: Readonly<Record<string, string>> = { focal: '20.04', jammy: '22.04', noble: '24.04' };

function seriesBase(series: string | null): string | null {
  const channel = series === null ? undefined : seriesChannels[series];
  return channel === undefined ? null : `ubuntu@${channel}`;
}

function readApplication(name: string, value: YamlValue): BundleApplication {
  if (value.kind === 'null') return refuse(`bundle application for key ${goQuote(name)} is undefined`);
  const fields = mapOf(value, name);
  const to = mapEntry(fields, 'to');
  const revision = word(fields, 'revision');
  return {
    name,
    charm: word(fields, 'charm') ?? '',
    channel: word(fields, 'channel'),
    revision: revision === null ? null : Number.parseInt(revision, 10),
    base: word(fields, 'base') ?? seriesBase(word(fields, 'series')),
    units: Number.parseInt(word(fields, 'num_units') ?? '0', 10),
    to: to === undefined || to.kind === 'null' ? [] : to.kind === 'list' ? to.items.map(keyText) : [keyText(to)],
    options: mapOf(mapEntry(fields, 'options'), 'options'),
    resources: words(fields, 'resources'),
    bindings: words(fields, 'bindings'),
    storage: words(fields, 'storage'),
    constraints: word(fields, 'constraints') ?? '',
    expose: isSet(fields, 'expose'),
    trust: isSet(fields, 'trust'),
  };
}

/** Pairs; a list of several seconds (`[a, [b, c]]`) is the legacy short form of several pairs. */
function readRelations(value: YamlValue | undefined): readonly (readonly [string, string])[] {
  if (value === undefined || value.kind === 'null') return [];
  if (value.kind !== 'list') return refuse('relations is not a list');
  return value.items.flatMap((item) => {
    const sides = item.kind === 'list' ? item.items : [];
    const [first, second] = sides;
    if (first === undefined || second === undefined || sides.length !== 2)
      return refuse(`relation ${goQuoteList(sides.map(keyText))} has ${sides.length} endpoint(s), not 2`);
    const seconds = second.kind === 'list' ? second.items : [second];
    return seconds.map((each) => [keyText(first), keyText(each)] as const);
  });
}

function bundleProblems(bundle: Bundle): readonly string[] {
  const problems: string[] = [];
  if (bundle.applications.length === 0) return ['at least one application must be specified'];
  const units = new Map(bundle.applications.map((application) => [application.name, application.units]));
  const used = new Set<string>();
  for (const { id } of bundle.machines) {
    if (!/^(0|[1-9][0-9]*)$/.test(id)) problems.push(`invalid machine id ${goQuote(id)} found in machines`);
  }
  for (const application of bundle.applications) {
    const { name } = application;
    if (!isApplicationName(name)) problems.push(`invalid application name ${goQuote(name)}`);
    if (application.charm === '') problems.push('empty charm path');
    if (Number.isNaN(application.units) || application.units < 0)
      problems.push(`negative number of units specified on application ${goQuote(name)}`);
    else if (application.to.length > application.units && application.to.length > 0 && application.units >= 0)
      problems.push(`too many units specified in unit placement for application ${goQuote(name)}`);
    for (const text of application.to) {
      const problem = placementProblem(text, units, bundle, used);
      if (problem !== null) problems.push(problem);
    }
  }
  problems.push(...relationProblems(bundle, units));
  for (const { id } of bundle.machines) {
    if (!used.has(id)) problems.push(`machine ${goQuote(id)} is not referred to by a placement directive`);
  }
  return problems;
}

function placementProblem(
  text: string,
  units: ReadonlyMap<string, number>,
  bundle: Bundle,
  used: Set<string>,
): string | null {
  let placement: Placement;
  try {
    placement = parsePlacement(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { target } = placement;
  if (target.kind === 'new') return null;
  if (target.kind === 'machine') {
    used.add(target.id);
    if (bundle.machines.some((machine) => machine.id === target.id)) return null;
    return `placement ${goQuote(text)} refers to a machine not defined in this bundle`;
  }
  const application = target.kind === 'unit' ? applicationOf(target.unit) : target.application;
  const count = units.get(application);
  if (count === undefined) return `placement ${goQuote(text)} refers to an application not defined in this bundle`;
  if (target.kind === 'unit' && unitNumber(target.unit) >= count)
    return `placement ${goQuote(text)} specifies a unit greater than the ${count} unit(s) started by the target application`;
  return null;
}

function relationProblems(bundle: Bundle, units: ReadonlyMap<string, number>): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const pair of bundle.relations) {
    const shown = goQuoteList(pair);
    for (const side of pair) {
      const [application = '', endpoint, ...rest] = side.split(':');
      if (!isApplicationName(application) || rest.length > 0 || (endpoint !== undefined && !isEndpointName(endpoint)))
        problems.push(`invalid relation syntax ${goQuote(side)}`);
      else if (!units.has(application))
        problems.push(`relation ${shown} refers to application ${goQuote(application)} not defined in this bundle`);
    }
    if (pair[0].split(':')[0] === pair[1].split(':')[0])
      problems.push(`relation ${shown} relates an application to itself`);
    const key = [...pair].sort().join(' ');
    if (seen.has(key)) problems.push(`relation ${shown} is defined more than once`);
    seen.add(key);
  }
  return problems;
}
