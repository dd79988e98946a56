/** Astara's releases that differ in their options. Newton was the last; a port to Python 3 counts as Newton. */

export type AstaraRelease = 'liberty' | 'mitaka' | 'newton';

/** The release of an installed version such as "9.0.0.0b2" or "8.0.0"; what cannot be told is taken for the last. */
export function releaseOfAstara(version: string): AstaraRelease {
  const major = /^(\d+)\./.exec(version)?.[1];
  if (major === '7' || major === '2015') return 'liberty';
  return major === '8' ? 'mitaka' : 'newton';
}
