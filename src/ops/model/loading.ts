/**
 * Reading ahead: a handler that looks at everything would otherwise ask Juju piece by piece, a process for each piece.
 * Here the same calls are made in three batches, for the units of a relation are known when it is listed, and the databags
 * when the units are.
 */
import { HookToolError } from '../errors.ts';
import { configGetCall } from '../juju/config.ts';
import { isLeaderCall } from '../juju/leadership.ts';
import { networkGetCall } from '../juju/network.ts';
import { relationGetCall, relationIdsCall, relationListCall } from '../juju/relation.ts';
import type { HookToolCall } from '../juju/runner.ts';
import type { Application } from './application.ts';
import type { ModelBackend } from './backend.ts';
import type { Binding } from './binding.ts';
import type { Relation } from './relation.ts';
import type { RelationDataContent } from './relation-data.ts';
import type { Unit } from './unit.ts';

/** What to read ahead. E: names of endpoints; B: names of bindings. */
export interface LoadRequest<E extends string = string, B extends string = string> {
  readonly config?: boolean;
  readonly leadership?: boolean;
  /** Networks of these bindings. */
  readonly bindings?: readonly B[];
  /** Relations of these endpoints, their units, and what each remote unit says. */
  readonly relations?: readonly E[];
  /** Of these endpoints also what the remote application says; of a peer relation what our own does. */
  readonly applications?: readonly E[];
  /**
   * Says that every hook of this kind begins with these questions: `dispatch` then asks them ahead of the next one, while
   * Node still starts. What a hook does not want to know after all has been asked in vain.
   */
  readonly first?: boolean;
}

/** The model's parts as far as reading ahead needs them. */
export interface Loadable {
  readonly config: { readonly isLoaded: boolean; load(): void };
  readonly relations: { isListed(endpoint: string): boolean; get(endpoint: string): readonly Relation[] };
  bindingOf(name: string): Binding;
}

/** One question, and what takes its answer in. */
interface Question {
  readonly call: HookToolCall;
  readonly take: () => void;
}

export function load(model: Loadable, backend: ModelBackend, request: LoadRequest): void {
  if (request.first === true) {
    backend.firstQuestions?.note(request, {
      isPeer: (endpoint) => backend.meta.peers.has(endpoint),
      knownRelations: (endpoint) =>
        model.relations.isListed(endpoint) ? model.relations.get(endpoint).map(({ id }) => id) : null,
    });
  }
  const endpoints = request.relations ?? [];
  ask(backend, firstBatch(model, backend, request));
  const relations = endpoints.flatMap((endpoint) => known(() => model.relations.get(endpoint)) ?? []);
  ask(backend, relations.flatMap(unitQuestions));
  const wanted = new Set<string>(request.applications ?? []);
  ask(
    backend,
    relations.flatMap((relation) => bagsOf(relation, wanted.has(relation.name)).flatMap(bagQuestions)),
  );
}

function ask(backend: ModelBackend, questions: readonly Question[]): void {
  if (questions.length === 0) return;
  backend.runner.askAhead(
    questions.map((question) => question.call),
    () => {
      for (const { take } of questions) known(take);
    },
  );
}

/** What was asked for in vain is left as it was: whoever needs it asks again, and hears why he cannot have it. */
function known<T>(take: () => T): T | null {
  try {
    return take();
  } catch (error) {
    if (error instanceof HookToolError) return null;
    throw error;
  }
}

function firstBatch(model: Loadable, backend: ModelBackend, request: LoadRequest): readonly Question[] {
  const questions: Question[] = [];
  if (request.config === true && !model.config.isLoaded) {
    questions.push({ call: configGetCall, take: () => model.config.load() });
  }
  if (request.leadership === true && !backend.knowsLeadership) {
    // The guarantee begins before the answer is taken in.
    const askedAt = backend.now();
    questions.push({ call: isLeaderCall, take: () => backend.askLeadership(askedAt) });
  }
  for (const endpoint of request.relations ?? []) {
    if (model.relations.isListed(endpoint)) continue;
    questions.push({ call: relationIdsCall(endpoint), take: () => model.relations.get(endpoint) });
  }
  for (const name of request.bindings ?? []) {
    const binding = model.bindingOf(name);
    if (!binding.isLoaded) questions.push({ call: networkGetCall(name), take: () => binding.network });
  }
  return questions;
}

function unitQuestions(relation: Relation): readonly Question[] {
  return relation.isGone || relation.isListed ? [] : [{ call: relationListCall(relation), take: () => relation.units }];
}

/** The databags of the other side. An application that only another call would name is left for later. */
function bagsOf(relation: Relation, withApplication: boolean): readonly RelationDataContent[] {
  if (relation.isGone || !relation.isListed) return [];
  const entities: (Unit | Application)[] = [...relation.units];
  if (withApplication && (relation.isPeer || entities.length > 0) && relation.app !== null) entities.push(relation.app);
  return entities.map((entity) => relation.data(entity));
}

function bagQuestions(bag: RelationDataContent): readonly Question[] {
  return bag.isLoaded ? [] : [{ call: relationGetCall(bag.relation, bag.bagKey), take: () => bag.load() }];
}
