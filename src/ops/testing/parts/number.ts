/** Numbers for parts that a test does not number itself. They only have to differ; a test that asserts on one gives it. */

type Numbered = 'relation' | 'secret' | 'action' | 'event';

const last = new Map<Numbered, number>();

export function nextNumber(what: Numbered): number {
  const number = (last.get(what) ?? 0) + 1;
  last.set(what, number);
  return number;
}

/** The n-th identifier of the form that Juju gives to secrets: twenty characters of base 32. */
export function secretIdentifier(number: number): string {
  return `c${number.toString(32).padStart(19, '0')}`;
}
