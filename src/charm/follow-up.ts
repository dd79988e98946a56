/**
 * Programs that must run after a change of files: systemd reads its units again, the trust is put together anew. Which
 * files they have last seen is remembered, for a hook that is killed between the change and the program finds the files in
 * order when it is run again.
 */
import { fingerprint } from './fingerprint.ts';
import type { Memory } from './memory.ts';

export interface Change {
  readonly what: keyof Memory['followed'];
  /** What the files hold now; null for those that are not there. */
  readonly contents: readonly (string | null)[];
  /** Whether this hook has changed one of them. */
  readonly changed: boolean;
}

/** Runs `act` after a change, of this hook or of one that came to no end. */
export function followUp(memory: Pick<Memory, 'followed'>, change: Change, act: () => void): void {
  const { what, contents, changed } = change;
  // Where there has never been a file there is nothing to follow.
  const seen = contents.every((content) => content === null) ? '' : fingerprint(...contents.map((one) => one ?? ''));
  if (!changed && memory.followed[what] === seen) return;
  act();
  memory.followed = { ...memory.followed, [what]: seen };
}
