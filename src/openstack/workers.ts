/** How many worker processes a service gets on a host. */

/**
 * The count that OpenStack charms derive from worker-multiplier: a share of the cores, at least one. Without a multiplier
 * they take two for each core and at most four.
 */
export function workerCount(cpus: number, multiplier: number | null): number {
  if (multiplier === null) return Math.max(1, Math.min(4, cpus * 2));
  return Math.max(1, Math.floor(cpus * multiplier));
}

/** The count for a host whose cores belong to its guests: one for two cores, from one to four. */
export function guestWorkerCount(cpus: number, multiplier: number | null): number {
  if (multiplier !== null) return workerCount(cpus, multiplier);
  return Math.max(1, Math.min(4, Math.floor(cpus / 2)));
}
