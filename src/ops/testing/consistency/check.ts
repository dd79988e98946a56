/** Holds a test's scene against every rule; throws InconsistentScenarioError with all that is wrong. */
import {
  actionRule,
  leaderRule,
  relationEventRule,
  secretEventRule,
  storageEventRule,
  versionRule,
} from './event-rules.ts';
import type { Rule, Scene } from './problem.ts';
import { InconsistentScenarioError } from './problem.ts';
import {
  configRule,
  networkRule,
  portRule,
  relationRule,
  resourceRule,
  secretRule,
  storageRule,
  storedStateRule,
  unitRule,
} from './state-rules.ts';

const RULES: readonly Rule[] = [
  unitRule,
  configRule,
  resourceRule,
  storageRule,
  networkRule,
  relationRule,
  secretRule,
  storedStateRule,
  portRule,
  relationEventRule,
  actionRule,
  storageEventRule,
  secretEventRule,
  leaderRule,
  versionRule,
];

export function checkConsistency(scene: Scene): void {
  const problems = RULES.flatMap((rule) => rule(scene));
  if (problems.length > 0) throw new InconsistentScenarioError(problems);
}
