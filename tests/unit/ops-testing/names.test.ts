/** The page that compares the test kit with Python's names what there is. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as kit from '../../../src/ops/testing/index.ts';
import { Context } from '../../../src/ops/testing/index.ts';
import { SampleCharm } from './sample-charm.ts';
import { ACTIONS, CONFIG, METADATA } from './scene.ts';

const page = readFileSync(new URL('../../../docs/reference/ops-testing.md', import.meta.url), 'utf8');
const here = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(' | ')[1] ?? '')
  .join('\n');
const all = (pattern: RegExp): readonly string[] => [
  ...new Set([...here.matchAll(pattern)].map(([, name = '']) => name)),
];

const context = new Context(SampleCharm, { meta: METADATA, config: CONFIG, actions: ACTIONS });

it.each(all(/context\.on\.(\w+)/g))('context.on.%s is there', (name) => {
  expect(context.on).toHaveProperty(name);
});

it.each(all(/context\.(?!on\b)(\w+)/g))('context.%s is there', (name) => {
  expect(name in context).toBe(true);
});

it.each(all(/out\.(\w+)/g))('out.%s is there', async (name) => {
  const out = await context.run(context.on.updateStatus());
  expect(name in out).toBe(true);
});

it('names every function and class that the kit exports', () => {
  const internal = ['addressKeys', 'OWN_ADDRESS', 'DEFAULT_MODEL', 'portText', 'SimulationError'];
  const missing = Object.keys(kit).filter((name) => !here.includes(`\`${name}\``) && !internal.includes(name));
  expect(missing).toEqual([]);
});
