/** Storage instances and their attachment to a unit. */
import type { Life } from './status.ts';

export interface StorageInstance {
  /** For example `data/0`; the number is the model's. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'block' | 'filesystem';
  readonly pool: string;
  /** In MiB. */
  readonly size: number;
  readonly life: Life;
  readonly owner: string;
  /** Unit that it is attached to; null while detached. */
  readonly unit: string | null;
  /** Dying: storage-detaching is owed. */
  readonly attachmentLife: Life;
  /** Path as the unit sees it: a directory or, for block storage, a file that stands for the device. Empty until its machine has made it. */
  readonly location: string;
  /** The machine on whose own disk it lies, once that has made it: it stays there, and goes with it. Null for storage that can move. */
  readonly boundTo: string | null;
}
