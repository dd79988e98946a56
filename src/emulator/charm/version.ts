/** Juju's version numbers, as far as `assumes` and the choice of a Juju to play need them. */

function numbers(version: string): readonly number[] {
  return version.split(/[.-]/).map((part) => Number.parseInt(/\d+/.exec(part)?.[0] ?? '0', 10));
}

/** Below 0 when the first is older, above 0 when it is newer. */
export function compareVersions(first: string, second: string): number {
  const [one, other] = [numbers(first), numbers(second)];
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
