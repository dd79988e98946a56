/** A limit of our own around drivers that have none: two of the four wait for ever for a server that stays silent. */

/**
 * Runs `work`, but no longer than so many milliseconds. When time is up `abandon` lets go of whatever is open and
 * `late` makes the error. What the work does afterwards is ignored.
 */
export async function withDeadline<T>(
  milliseconds: number,
  work: () => Promise<T>,
  late: () => Error,
  abandon: () => void = () => {},
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      abandon();
      reject(late());
    }, milliseconds);
  });
  const running = work();
  // A failure after the deadline is nobody's business any more, and must not end the process.
  running.catch(() => {});
  try {
    return await Promise.race([running, limit]);
  } finally {
    clearTimeout(timer);
  }
}
