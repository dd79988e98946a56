/** What can go wrong in a hook, and at which kinds of points. */

export type Fault =
  /** The process ends there and then: nothing that it would do after that is done. */
  | 'killed'
  /** The machine goes down; what is enabled runs again afterwards, and /run is empty. */
  | 'rebooted'
  /** The same, and the service does not come up with the machine. */
  | 'rebooted, service down'
  /** A hook tool ends with an error. */
  | 'tool fails'
  /** A hook tool says that we may not do that. */
  | 'tool refuses'
  /** A program of the host ends with an error. */
  | 'program fails'
  /** A program of the host is killed, as by the kernel when memory runs out. */
  | 'program killed'
  /** A program of the host is not there. */
  | 'program missing'
  | 'disk full'
  | 'read-only'
  /** Juju cannot take in what a hook that went well has written, though the charm has kept what it remembers. */
  | 'commit fails'
  /** From that point on another unit leads. */
  | 'leadership lost';

/** A hook tool, a program of the host, a change of a file, and the commit at the controller that ends a hook. */
export type PointKind = 'tool' | 'program' | 'file' | 'commit';

/** Where each can strike. */
export const kinds: Readonly<Record<Fault, readonly PointKind[]>> = {
  killed: ['tool', 'program', 'file', 'commit'],
  rebooted: ['tool', 'program', 'file', 'commit'],
  'rebooted, service down': ['tool', 'program', 'file', 'commit'],
  'commit fails': ['commit'],
  'tool fails': ['tool'],
  'tool refuses': ['tool'],
  'program fails': ['program'],
  'program killed': ['program'],
  'program missing': ['program'],
  'disk full': ['file'],
  'read-only': ['file'],
  'leadership lost': ['tool', 'commit'],
};

export function isReboot(fault: Fault | null): boolean {
  return fault?.startsWith('rebooted') === true;
}
