/**
 * Hooks that need not start Node. A charm that has found nothing to do says what that rests on; `dispatch` then looks,
 * before it starts Node for the next hook of the same kind, whether all of that is as it was (src/launcher/rest.sh).
 *
 * What is compared is one digest of everything: Juju's answers to the questions that are asked ahead, the environment, the
 * kept state, the host's name and addresses, and the files and ports that the charm names. It is made outside, before the
 * hook; here is only written down at which digest there was nothing to do.
 */
import { HookNote, hookOf } from './hook-note.ts';

/** What a charm's decision to do nothing rests on, besides what it has asked first. */
export interface RestingOn {
  /** Absolute paths, without white space; also of what must not be there. */
  readonly files?: readonly string[];
  /** Absolute paths of folders of which only mode and owner matter. */
  readonly folders?: readonly string[];
  /** TCP ports that something must listen on. */
  readonly ports?: readonly number[];
}

const none = '-';

/** Whether this hook found its charm at rest, and whether the next one need start Node. */
export class Rest {
  readonly #note: HookNote | null;
  readonly #digest: string | null;
  #restingOn: RestingOn | null = null;

  /** `digest` is what `dispatch` has made of everything before this hook, or null. */
  constructor(charmDir: string, dispatchPath: string, digest: string | null) {
    const hook = hookOf(dispatchPath);
    this.#note = hook === null || hook.includes('-relation-') ? null : new HookNote(charmDir, '.rest', hook);
    this.#digest = digest;
  }

  /** Says that there was nothing to do, and what that rests on. */
  declare(restingOn: RestingOn): void {
    this.#restingOn = restingOn;
  }

  /** Keeps it for the next hook. `done`: whether the hook went well and left nothing to be done later. */
  keep(done: boolean): void {
    if (this.#note === null) return;
    const before = this.#note.read();
    const lines = done && this.#restingOn !== null ? linesOf(this.#restingOn) : null;
    // The digest is of what the file said before.
    const same = before !== null && before.slice(before.indexOf('\n') + 1) === lines;
    const text = lines === null ? null : `${(same && this.#digest) || none}\n${lines}`;
    if (text !== before) this.#note.keep(text);
  }
}

/** Null for what a shell could not split: then Node starts each time. */
function linesOf({ files = [], folders = [], ports = [] }: RestingOn): string | null {
  // Told apart by how they end.
  const paths = [...files, ...folders.map((path) => `${path}/`)];
  if (!paths.every((path) => /^\/[\x21-\x7e]*$/.test(path))) return null;
  const hexadecimal = [...ports].sort((left, right) => left - right).map((port) => port.toString(16).toUpperCase());
  const expression = hexadecimal.map((port) => port.padStart(4, '0')).join('|') || none;
  return `${[expression, ...paths].join('\n')}\n`;
}
