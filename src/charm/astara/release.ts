/** Astara's releases that differ in their options. Newton was the last; a port to Python 3 counts as Newton. */

export type AstaraRelease = 'liberty' | 'mitaka' | 'newton';

/** The release of an installed version such as "9.0.0.0b2" or "8.0.0"; what cannot be told is taken for the last. */
export function releaseOfAstara(version: string): AstaraRelease {
  const major = /^(\d+)\./.exec(version)?.[1];
  if (major === '7' || major === '2015') return 'liberty';
  return major === '8' ? 'mitaka' : 'newton';
}

/** Negative when `left` is older. A letter or a tilde begins what comes before a release: 9.0.0~b2 < 9.0.0.0rc1 < 9.0.0. */
export function compareVersions(left: string, right: string): number {
  const [one, other] = [parts(left), parts(right)];
  for (let index = 0; index < Math.max(one.numbers.length, other.numbers.length); index += 1) {
    const difference = (one.numbers[index] ?? 0) - (other.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (one.rest === other.rest) return 0;
  if (one.rest === '' || other.rest === '') return one.rest === '' ? 1 : -1;
  return one.rest.localeCompare(other.rest, 'en', { numeric: true });
}

function parts(version: string): { readonly numbers: readonly number[]; readonly rest: string } {
  const [, release = '', rest = ''] = /^([0-9.]*)(.*)$/.exec(version) ?? [];
  const numbers = release.split('.').filter((part) => part !== '');
  return { numbers: numbers.map(Number), rest: rest.replace(/^~/, '') };
}
