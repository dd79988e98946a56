import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameworkError } from '../../../../src/ops/errors.ts';
import { Handle } from '../../../../src/ops/framework/handle.ts';

const word = fc.stringMatching(/^[A-Za-z0-9_.: -]{1,8}$/);
const part = fc.record({ kind: word, key: fc.option(word) });

it('reads every path that it writes', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const handle = parts.reduce<Handle | null>((parent, one) => new Handle(parent, one.kind, one.key), null);
      const read = Handle.parse(String(handle));
      expect(read.path).toBe(handle?.path);
      expect([read.kind, read.key]).toEqual([handle?.kind, handle?.key]);
    }),
  );
});

it('writes different paths for different handles', () => {
  const handles = [
    new Handle(null, 'a'),
    new Handle(null, 'a', 'b'),
    new Handle(new Handle(null, 'a'), 'b'),
    new Handle(new Handle(null, 'a', 'b'), 'c'),
    new Handle(new Handle(null, 'a'), 'b', 'c'),
  ];
  expect(handles.map(String)).toEqual(['a', 'a[b]', 'a/b', 'a[b]/c', 'a/b[c]']);
});

it.each(['', '/', 'a/', '/a', 'a//b', 'a[', 'a]', 'a[]', '[a]', 'a[b]c', 'a[b][c]', 'a[b/c]'])(
  'finds no handle in %j',
  (path) => {
    expect(() => Handle.parse(path)).toThrow(FrameworkError);
  },
);

it.each([
  ['', null],
  ['a/b', null],
  ['a[b]', null],
  ['a', ''],
  ['a', 'b/c'],
  ['a', 'b]'],
])('makes none of kind %j and key %j', (kind, key) => {
  expect(() => new Handle(null, kind, key)).toThrow(FrameworkError);
});
