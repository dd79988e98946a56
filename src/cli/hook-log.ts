/** What a hook has said so far, on its streams and through juju-log, for when it fails. */
import { type LogLine, unitTag } from '../emulator/index.ts';

/** The end of a long story is where it went wrong. */
const kept = 25;

export class HookLog {
  readonly #lines = new Map<string, string[]>();

  /** A hook of the unit begins: what came before is no part of it. */
  begin(unit: string): void {
    this.#lines.set(unitTag(unit), []);
  }

  add(line: LogLine): void {
    // The agent's own lines say what the user is told anyway.
    if (!line.module.startsWith('unit.')) return;
    const lines = this.#lines.get(line.entity);
    if (lines === undefined) return;
    const isLogged = line.module.endsWith('.juju-log');
    lines.push(isLogged ? `${line.level} ${line.message}` : line.message);
    if (lines.length > kept) lines.shift();
  }

  lines(unit: string): readonly string[] {
    return (this.#lines.get(unitTag(unit)) ?? []).flatMap((text) => text.split('\n'));
  }
}
