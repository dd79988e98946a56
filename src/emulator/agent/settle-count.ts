/** What a settling came to, in numbers. */
import type { SettleEvent } from './events.ts';

export class SettleCount {
  hooks = 0;
  skipped = 0;
  tasks = 0;
  failures = 0;

  add(event: SettleEvent): void {
    if (event.type !== 'hook-ended') return;
    if (event.kind !== 'hook') this.tasks += 1;
    else if (event.outcome === 'skipped') this.skipped += 1;
    else this.hooks += 1;
    if (event.outcome === 'failed') this.failures += 1;
  }
}
