import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StateError } from '../../../../src/ops/errors.ts';
import { decodePlain, encodePlain } from '../../../../src/ops/framework/plain-data.ts';

/** Plain values of every kind, with keys that look like tags, and prototypes' names among them. */
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(null, true, false, '', Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
    fc.double(),
    fc.bigInt(),
    fc.string(),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array(),
    fc.array(tie('value')),
    fc.array(tie('value')).map((items) => new Set(items)),
    fc.array(fc.tuple(tie('value'), tie('value'))).map((items) => new Map(items)),
    fc
      .array(fc.tuple(fc.oneof(fc.string(), fc.constantFrom('$set', '$map', '$record', '__proto__')), tie('value')))
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

it('gives back exactly what it was given, through JSON text', () => {
  fc.assert(
    fc.property(plain, (value) => {
      const text = JSON.stringify(encodePlain(value));
      expect(decodePlain(JSON.parse(text))).toStrictEqual(value);
    }),
    { numRuns: 500 },
  );
});

it('leaves out what is undefined in an object', () => {
  expect(encodePlain({ a: undefined, b: 1 })).toEqual({ b: 1 });
});

class Custom {
  readonly a = 1;
}
const circle: { self?: unknown } = {};
circle.self = circle;

it.each([
  ['a function', { f: () => 1 }, 'stored.f'],
  ['a symbol', { s: Symbol('s') }, 'stored.s'],
  ['an object of a class', { list: [new Custom()] }, 'stored.list[0]'],
  ['an invalid date', { d: new Date(Number.NaN) }, 'stored.d'],
  ['undefined in a list', { list: [undefined] }, 'stored.list[0]'],
  ['itself', circle, 'stored.self'],
])('refuses %s and says where it is', (_name, value, place) => {
  expect(() => encodePlain(value, 'stored')).toThrow(StateError);
  expect(() => encodePlain(value, 'stored')).toThrow(`cannot keep ${place}`);
});

it('takes the same object twice side by side', () => {
  const shared = { a: 1 };
  expect(encodePlain([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
});

it('refuses a tag that it does not know', () => {
  expect(() => decodePlain({ $later: 1 })).toThrow(StateError);
});
