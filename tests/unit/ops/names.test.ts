/** The table of names names what there is, and all of it. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as ops from '../../../src/ops/index.ts';

const page = readFileSync(new URL('../../../docs/reference/ops-names.md', import.meta.url), 'utf8');
const differences = readFileSync(new URL('../../../docs/reference/ops-differences.md', import.meta.url), 'utf8');
const index = readFileSync(new URL('../../../src/ops/index.ts', import.meta.url), 'utf8');
const exported = new Map<string, unknown>(Object.entries(ops));

/** The cells under "here", and those under "differs". */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Python'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
const here = rows.map((cells) => cells[1] ?? '').join('\n');

const members = [...here.matchAll(/`([A-Z]\w+)\.(\w+)`( \(static\))?/g)].map(([, owner = '', member = '', fixed]) => ({
  owner,
  member,
  fixed: fixed !== undefined,
}));

it.each(members)('$owner.$member is there', ({ owner, member, fixed }) => {
  const found = exported.get(owner);
  expect(found, `${owner} is no export`).toBeTypeOf('function');
  if (typeof found !== 'function') return;
  // Fields are made by the constructor; their names stand in the class's text.
  const there = fixed
    ? member in found
    : member in found.prototype || new RegExp(`\\b${member}\\b`).test(String(found));
  expect(there).toBe(true);
});

const names = [...here.matchAll(/`([A-Z]\w+)`( \(type\))?/g)].map(
  ([, name = '', type]) => [name, type !== undefined] as const,
);

it.each(names)('%s is exported', (name, isType) => {
  if (isType) expect(index).toMatch(new RegExp(`\\b${name}\\b`));
  else expect(exported.has(name)).toBe(true);
});

it('names every event and error that is exported', () => {
  const missing = [...exported.keys()]
    .filter((name) => /(Event|Error|Status)$/.test(name))
    .filter((name) => !page.includes(name));
  expect(missing.filter((name) => name !== 'OpsError')).toEqual([]);
});

it('points to differences that are there, numbered without a gap', () => {
  const numbers = [...differences.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual(numbers.map((_, position) => position + 1));
  const used = rows.flatMap((cells) => [...(cells[2] ?? '').matchAll(/^\d+$/g)].map(Number));
  expect(used.filter((number) => !numbers.includes(number))).toEqual([]);
});
