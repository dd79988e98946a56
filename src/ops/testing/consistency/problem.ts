/** What every consistency rule gets to see, and the error that lists what they found. */

import type { Unit } from '../environment.ts';
import type { TestEvent } from '../event.ts';
import type { State } from '../state.ts';

export interface Scene {
  readonly unit: Unit;
  readonly event: TestEvent;
  readonly state: State;
}

/** Returns a sentence for each thing that Juju could never bring about. */
export type Rule = (scene: Scene) => readonly string[];

/** The test describes something that cannot happen; `problems` has every reason. */
export class InconsistentScenarioError extends Error {
  readonly code = 'inconsistent-scenario';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`cannot run the event: Juju could not bring this about:\n${problems.map((text) => `- ${text}`).join('\n')}`);
    this.name = 'InconsistentScenarioError';
    this.problems = problems;
  }
}

/** The values that occur more than once. */
export function repeated<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
