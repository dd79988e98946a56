/**
 * Which endpoints `integrate a b` means, and whether they may be related: Juju's inference, up to 3.x and from 4.0 on.
 * Pure: the applications are handed in.
 */
import { type Base, type CharmEndpoint, type CharmMetadata, charmEndpoints } from '../model/charm.ts';
import type { RelationEndpoint } from '../model/relation.ts';
import { goQuote } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';

export interface Relatable {
  readonly name: string;
  readonly metadata: CharmMetadata;
  readonly base: Base;
}

export interface InferenceRules {
  /** 4.0: other words, and `juju-info` takes part like any endpoint. */
  readonly newRelationErrors: boolean;
}

export type FindApplication = (name: string) => Relatable | undefined;

function refuse(message: string): never {
  throw new CharmError('invalid-relation', message);
}

interface Side {
  readonly application: Relatable;
  readonly endpoints: readonly RelationEndpoint[];
}

function sideOf(argument: string, find: FindApplication): Side {
  const [name = '', endpointName, ...rest] = argument.split(':');
  if (rest.length > 0 || name === '' || endpointName === '') return refuse(`invalid endpoint ${goQuote(argument)}`);
  const application = find(name);
  if (application === undefined) return refuse(`application ${goQuote(name)} not found`);
  const all = charmEndpoints(application.metadata).map((endpoint) => ({ ...endpoint, application: name }));
  if (endpointName === undefined) return { application, endpoints: all };
  const named = all.filter((endpoint) => endpoint.name === endpointName);
  if (named.length === 0) return refuse(`application ${goQuote(name)} has no ${goQuote(endpointName)} relation`);
  return { application, endpoints: named };
}

function areOpposite(first: CharmEndpoint, second: CharmEndpoint): boolean {
  return (
    (first.role === 'provider' && second.role === 'requirer') ||
    (first.role === 'requirer' && second.role === 'provider')
  );
}

function canRelate(first: RelationEndpoint, second: RelationEndpoint, one: Side, other: Side): boolean {
  if (first.application === second.application) return false;
  if (first.interface !== second.interface || !areOpposite(first, second)) return false;
  if (first.scope !== 'container' && second.scope !== 'container') return true;
  return one.application.metadata.subordinate || other.application.metadata.subordinate;
}

type Pair = readonly [RelationEndpoint, RelationEndpoint];

/** Requirer first, as Juju writes a relation's key. */
function ordered(first: RelationEndpoint, second: RelationEndpoint): Pair {
  return first.role === 'requirer' ? [first, second] : [second, first];
}

/** The key of a relation: `wordpress:db mysql:server`. */
export function relationKey(endpoints: readonly RelationEndpoint[]): string {
  return endpoints.map((endpoint) => `${endpoint.application}:${endpoint.name}`).join(' ');
}

/** Finds the endpoints that the arguments mean: requirer, then provider; or one peer. */
export function inferEndpoints(
  args: readonly string[],
  find: FindApplication,
  rules: InferenceRules,
): readonly RelationEndpoint[] {
  const [firstArgument, secondArgument, ...rest] = args;
  if (firstArgument === undefined || rest.length > 0) return refuse(`cannot relate ${args.length} endpoints`);
  const one = sideOf(firstArgument, find);
  if (secondArgument === undefined) {
    const peers = one.endpoints.filter((endpoint) => endpoint.role === 'peer');
    if (peers.length === 0) return refuse('no relations found');
    return peers.length === 1
      ? peers
      : refuse(
          ambiguity(
            args,
            peers.map((peer) => [peer]),
          ),
        );
  }
  const other = sideOf(secondArgument, find);
  const pairs = one.endpoints.flatMap((first) =>
    other.endpoints.filter((second) => canRelate(first, second, one, other)).map((second) => ordered(first, second)),
  );
  return choose(pairs, args, rules);
}

function choose(pairs: readonly Pair[], args: readonly string[], rules: InferenceRules): Pair {
  const [only, another] = pairs;
  if (only === undefined)
    return refuse(
      rules.newRelationErrors ? 'no compatible endpoints found between applications' : 'no relations found',
    );
  if (another === undefined) return only;
  // The endpoint that Juju gives to every charm loses against one that the author wrote.
  const explicit = pairs.filter((pair) => pair.every((endpoint) => endpoint.implicit !== true));
  const [sole, rival] = explicit;
  if (sole !== undefined && rival === undefined) return sole;
  return refuse(ambiguity(args, explicit.length > 0 ? explicit : pairs));
}

function ambiguity(args: readonly string[], candidates: readonly (readonly RelationEndpoint[])[]): string {
  const keys = candidates.map(relationKey).sort();
  return `ambiguous relation: ${goQuote(args.join(' '))} could refer to ${keys.map(goQuote).join('; ')}`;
}

export interface ExistingRelation {
  readonly key: string;
  readonly endpoints: readonly RelationEndpoint[];
}

/** Checks that a pair of endpoints may be related now; throws with Juju's prefix. */
export function checkRelation(
  endpoints: readonly RelationEndpoint[],
  find: FindApplication,
  existing: readonly ExistingRelation[],
  rules: { readonly saysBase: boolean },
): void {
  const key = relationKey(endpoints);
  const refuseRelation = (why: string): never => refuse(`cannot add relation ${goQuote(key)}: ${why}`);
  if (existing.some((relation) => relation.key === key)) refuseRelation(`relation ${key} already exists`);
  const applications = endpoints.map((endpoint) => {
    const found = find(endpoint.application);
    return found ?? refuseRelation(`application ${goQuote(endpoint.application)} does not exist`);
  });
  const isContainer = endpoints.some((endpoint) => endpoint.scope === 'container');
  if (isContainer && endpoints.length === 2) {
    const subordinates = applications.filter((application) => application.metadata.subordinate);
    if (subordinates.length === 0)
      refuseRelation('container scoped relation requires at least one subordinate application');
    const [first, second] = applications;
    const track = (base: Base | undefined): string => `${base?.name}/${base?.channel.split('/')[0]}`;
    if (subordinates.length === 1 && track(first?.base) !== track(second?.base))
      refuseRelation(`principal and subordinate applications' ${rules.saysBase ? 'bases' : 'series'} must match`);
  }
  for (const endpoint of endpoints) {
    if (endpoint.limit === null) continue;
    const used = existing.filter((relation) =>
      relation.endpoints.some((each) => each.application === endpoint.application && each.name === endpoint.name),
    );
    if (used.length >= endpoint.limit)
      refuseRelation(
        `establishing a new relation for ${endpoint.application}:${endpoint.name} would exceed its maximum relation limit of ${endpoint.limit}`,
      );
  }
}
