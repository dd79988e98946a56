/** Which of the known words somebody may have meant. */

/** How many letters must be changed, added or taken away to make one word of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** Nearest first, of the same distance in the order of the alphabet; none that differs in more letters than `most`. */
export function nearWords(word: string, known: readonly string[], most: number): string[] {
  return [...new Set(known)]
    .map((each) => ({ each, far: distance(word, each) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far || (a.each < b.each ? -1 : 1))
    .map(({ each }) => each);
}
