/** The order in which go-yaml writes the keys of a map: runs of digits count as numbers, and letters come last. */

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

function digitRun(
  runes: readonly string[],
  start: number,
  carry: bigint,
): { readonly end: number; readonly value: bigint } {
  let end = start;
  let value = carry;
  while (end < runes.length && DIGIT.test(runes[end] ?? '')) {
    value = BigInt.asIntN(64, value * 10n + BigInt((runes[end]?.codePointAt(0) ?? 48) - 48));
    end += 1;
  }
  return { end, value };
}

/** Whether a digit other than nought stands before `index` in the same run: a nought there is no leading nought. */
function insideNumber(runes: readonly string[], index: number): boolean {
  for (let before = index - 1; before >= 0 && DIGIT.test(runes[before] ?? ''); before--) {
    if (runes[before] !== '0') return true;
  }
  return false;
}

function codeOf(rune: string): number {
  return rune.codePointAt(0) ?? 0;
}

export function compareNaturally(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const l = left[index] ?? '';
    const r = right[index] ?? '';
    if (l === r) continue;
    const leftIsLetter = LETTER.test(l);
    const rightIsLetter = LETTER.test(r);
    if (leftIsLetter && rightIsLetter) return codeOf(l) - codeOf(r);
    if (leftIsLetter || rightIsLetter) return rightIsLetter ? -1 : 1;
    const carry = (l === '0' || r === '0') && insideNumber(left, index) ? 1n : 0n;
    const leftRun = digitRun(left, index, carry);
    const rightRun = digitRun(right, index, carry);
    if (leftRun.value !== rightRun.value) return leftRun.value < rightRun.value ? -1 : 1;
    if (leftRun.end !== rightRun.end) return leftRun.end - rightRun.end;
    return codeOf(l) - codeOf(r);
  }
  return left.length - right.length;
}
