/**
 * The status line of an OpenStack unit: facts in, one status out, in the order and the words operators and their tools know.
 * Names are sorted, so that the same facts always give the same text.
 */

export type WorkloadState = 'unknown' | 'active' | 'maintenance' | 'waiting' | 'blocked';

export interface WorkloadStatus {
  readonly state: WorkloadState;
  readonly message: string;
}

/** A dependency under its generic name: "database", "messaging", "identity", ... */
export interface DependencyFact {
  readonly name: string;
  /** `incomplete` also stands for a relation whose other side has no unit yet. */
  readonly state: 'missing' | 'incomplete' | 'invalid' | 'ready';
  /** What is wrong, when it is invalid. */
  readonly problems?: readonly string[];
  /** Who has not said what, when it is incomplete. */
  readonly gap?: string;
}

export interface WorkloadFacts {
  readonly seriesUpgrading?: boolean;
  readonly paused?: boolean;
  /** Services and ports that are open; they matter only while paused. */
  readonly running?: { readonly services: readonly string[]; readonly ports: readonly number[] };
  readonly dependencies?: readonly DependencyFact[];
  /** What the charm has found by itself. It may raise the state, and its message is added to the others. */
  readonly check?: WorkloadStatus | null;
  readonly servicesNotRunning?: readonly string[];
  readonly portsNotOpen?: readonly number[];
  /** Services whose restart waits because automatic restarts are off. */
  readonly queuedRestarts?: readonly string[];
  readonly skippedHooks?: readonly string[];
}

const severity: readonly WorkloadState[] = ['unknown', 'active', 'maintenance', 'waiting', 'blocked'];

/** The graver of two states. */
export function worseState(left: WorkloadState, right: WorkloadState): WorkloadState {
  return severity.indexOf(left) >= severity.indexOf(right) ? left : right;
}

function sortedNames(names: readonly string[]): string {
  return [...new Set(names)].sort().join(', ');
}

function sortedPorts(ports: readonly number[]): string {
  return [...new Set(ports)].sort((left, right) => left - right).join(', ');
}

const shownProblems = 3;

function problemText(problems: readonly string[]): string {
  const all = [...new Set(problems)];
  const rest = all.length - shownProblems;
  return withoutRepetition(all.slice(0, shownProblems)).join('; ') + (rest > 0 ? ` (and ${rest} more)` : '');
}

/** "endpoint: unit: key: reason": whose it is stands before the first of several only. */
function withoutRepetition(problems: readonly string[]): readonly string[] {
  const sender = (problem: string | undefined) => /^[^\s:]+: [^\s:]+: (?=\S+: )/.exec(problem ?? '')?.[0] ?? '';
  return problems.map((problem, index) =>
    index > 0 && sender(problem) === sender(problems[index - 1]) ? problem.slice(sender(problem).length) : problem,
  );
}

function pausedStatus(facts: WorkloadFacts): WorkloadStatus {
  const services = facts.running?.services ?? [];
  const ports = facts.running?.ports ?? [];
  const left: string[] = [];
  if (services.length > 0) left.push(`these services running: ${sortedNames(services)}`);
  if (ports.length > 0) left.push(`these ports which should be closed, but are open: ${sortedPorts(ports)}`);
  if (left.length > 0) return { state: 'blocked', message: `Services should be paused but ${left.join(', ')}` };
  return { state: 'maintenance', message: "Paused. Use 'resume' action to resume normal service." };
}

/** The state of the relations: missing and invalid ones block, incomplete ones are waited for; null when all are ready. */
function dependencyStatus(dependencies: readonly DependencyFact[]): WorkloadStatus | null {
  const named = (state: DependencyFact['state']) => dependencies.filter((one) => one.state === state);
  const missing = named('missing').map((one) => one.name);
  const incomplete = named('incomplete').map((one) => (one.gap === undefined ? one.name : `${one.name} (${one.gap})`));
  const invalid = [...named('invalid')].sort((left, right) => (left.name < right.name ? -1 : 1));
  const parts: string[] = [];
  if (missing.length > 0) parts.push(`missing relations: ${sortedNames(missing)}`);
  if (invalid.length > 0) {
    const problems = invalid.flatMap((one) => one.problems ?? []);
    const names = sortedNames(invalid.map((one) => one.name));
    parts.push(`invalid relations: ${names}${problems.length > 0 ? ` (${problemText(problems)})` : ''}`);
  }
  if (incomplete.length > 0) parts.push(`incomplete relations: ${sortedNames(incomplete)}`);
  const text = parts.join('; ');
  if (text === '') return null;
  const message = text.slice(0, 1).toUpperCase() + text.slice(1);
  return { state: missing.length > 0 || invalid.length > 0 ? 'blocked' : 'waiting', message };
}

function withCheck(found: WorkloadStatus | null, check: WorkloadStatus | null): WorkloadStatus | null {
  if (check === null || check.state === 'active' || check.state === 'unknown') return found;
  if (found === null) return check;
  // With a comma, as older charms join them, the last relation would run into what follows.
  return { state: worseState(found.state, check.state), message: `${found.message}; ${check.message}` };
}

function runningStatus(facts: WorkloadFacts): WorkloadStatus | null {
  const stopped = facts.servicesNotRunning ?? [];
  const closed = facts.portsNotOpen ?? [];
  const parts: string[] = [];
  if (stopped.length > 0) parts.push(`Services not running that should be: ${sortedNames(stopped)}`);
  if (closed.length > 0) parts.push(`Ports which should be open, but are not: ${sortedPorts(closed)}`);
  return parts.length > 0 ? { state: 'blocked', message: parts.join('; ') } : null;
}

function deferredSuffix(facts: WorkloadFacts): string {
  const restarts = facts.queuedRestarts ?? [];
  const hooks = facts.skippedHooks ?? [];
  const restartText = restarts.length > 0 ? `. Services queued for restart: ${sortedNames(restarts)}` : '';
  const hookText = hooks.length > 0 ? `. Hooks skipped due to disabled auto restarts: ${sortedNames(hooks)}` : '';
  return restartText + hookText;
}

/** The unit's one status. */
export function workloadStatus(facts: WorkloadFacts): WorkloadStatus {
  if (facts.seriesUpgrading === true) {
    return {
      state: 'blocked',
      message: 'Ready for do-release-upgrade and reboot. Set complete when finished.',
    };
  }
  if (facts.paused === true) return pausedStatus(facts);
  const found = withCheck(dependencyStatus(facts.dependencies ?? []), facts.check ?? null) ?? runningStatus(facts);
  const status = found ?? { state: 'active' as const, message: 'Unit is ready' };
  return { state: status.state, message: status.message + deferredSuffix(facts) };
}
