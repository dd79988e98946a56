/**
 * What a hook asks first, written down for the next hook of its kind: `dispatch` then asks it while Node still starts.
 * It is a few words in a file beside the kept state. A file that is missing, old or damaged only costs time.
 */
import { HookNote, hookOf } from './hook-note.ts';
import type { LoadRequest } from './loading.ts';

/** Where the questions of this kind of hook are kept; relation hooks of all endpoints ask the same. */
function noteOf(charmDir: string, dispatchPath: string): HookNote | null {
  const hook = hookOf(dispatchPath);
  return hook === null ? null : new HookNote(charmDir, '.questions', hook.replace(/^.*-relation-/, 'relation-'));
}

/** A word of ask-ahead.sh and what it weighs: about as many calls as it makes. */
type Question = readonly [word: string, weight: number];

/** What the questions depend on. */
export interface KnownModel {
  isPeer(endpoint: string): boolean;
  /** Ids of the endpoint's relations, or null where Juju has to be asked. */
  knownRelations(endpoint: string): readonly number[] | null;
}

/** The questions as `ask-ahead.sh` reads them: two lines, for the two lanes in which they are asked. */
export function questionLanes(request: LoadRequest, model: KnownModel): string {
  const applications = new Set<string>(request.applications ?? []);
  const relationQuestions = (endpoint: string): readonly Question[] => {
    const peer = model.isPeer(endpoint) ? 'ours' : 'theirs';
    const application = applications.has(endpoint) ? peer : 'none';
    const known = model.knownRelations(endpoint);
    if (known === null) return [[`relations:${application}:${endpoint}`, 3]];
    return known.map((id) => [`relation:${application}:${endpoint}:${id}`, 3]);
  };
  const questions: readonly Question[] = [
    ...(request.config === true ? [['config', 1] as const] : []),
    ...(request.leadership === true ? [['leadership', 1] as const] : []),
    ...(request.bindings ?? []).map((binding) => [`network:${binding}`, 1] as const),
    ...(request.relations ?? []).flatMap(relationQuestions),
  ];
  const half = questions.reduce((sum, [, weight]) => sum + weight, 0) / 2;
  let before = 0;
  const lanes: readonly [string[], string[]] = [[], []];
  for (const [word, weight] of questions) {
    lanes[before < half ? 0 : 1].push(word);
    before += weight;
  }
  return lanes.map((words) => words.join(' ')).join('\n');
}

/** The questions of one hook: what was asked ahead of it, and what it wants asked ahead of the next. */
export class FirstQuestions {
  readonly #note: HookNote | null;
  readonly #asked: string | null;
  #wanted: string | null = null;

  /** `asked` are those that were asked ahead of this hook, or null. */
  constructor(charmDir: string, dispatchPath: string, asked: string | null) {
    this.#note = noteOf(charmDir, dispatchPath);
    this.#asked = asked;
  }

  /** Notes what this kind of hook asks first. */
  note(request: LoadRequest, model: KnownModel): void {
    this.#wanted ??= questionLanes(request, model);
  }

  /** Writes down what has changed; a hook that asks nothing first leaves nothing behind. */
  keep(): void {
    if (this.#wanted !== this.#asked) this.#note?.keep(this.#wanted === null ? null : `${this.#wanted}\n`);
  }
}
