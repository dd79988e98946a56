/** Leaving a hook early and on purpose, from however deep in the charm. */

/** Thrown to leave; only the dispatch catches it. */
export class HookExit extends Error {
  override readonly name = 'HookExit';
  /** Whether what was done so far is kept. */
  readonly commits: boolean;

  constructor(commits: boolean) {
    super('the hook was left early');
    this.commits = commits;
  }
}

/**
 * Ends the hook successfully and at once: nothing after the call runs, no status is collected, and what was done so far is
 * kept, databags and stored states included.
 */
export function exitHook(): never {
  throw new HookExit(true);
}

/** Takes leaving early for the success that it is, unless nothing is to be kept; throws everything else on. @internal */
export function unlessKept(error: unknown): void {
  if (!(error instanceof HookExit && error.commits)) throw error;
}
