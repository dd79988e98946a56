/** Settling asks each unit a number of times that does not grow with the number of units. */
import { expect, it } from 'vitest';
import { integrate, setConfig } from '../../src/emulator/index.ts';
import { PlainWorld } from './emulator-agent-world.ts';

/** So many clients of one server, without a single hook: what is left is the emulator's own work. */
async function questionsFor(units: number): Promise<{ readonly settle: number; readonly config: number }> {
  const world = new PlainWorld();
  const idle = { 'hooks/collect-metrics': '#!/bin/sh\n' };
  await world.deploy(
    {
      name: 'client',
      metadata: 'requires:\n  db: {interface: sql}\n',
      config: 'options:\n  a: {type: int}\n',
      files: idle,
    },
    { units },
  );
  await world.deploy({ name: 'server', metadata: 'provides:\n  db: {interface: sql}\n', files: idle });
  integrate(world.emulator.store, ['client', 'server']);
  const settled = await world.emulator.settle();
  // Each client has seven hooks; the server five, and joined and changed of each client.
  expect(settled.skipped).toBe(units * 7 + 5 + units * 2);
  const settle = world.emulator.questions / units;
  setConfig(world.emulator.store, 'client', { a: 1 });
  const changed = await world.emulator.settle();
  expect(changed.skipped).toBe(units);
  const config = world.emulator.questions / units;
  await world.end();
  return { settle, config };
}

it('stays linear from eight units to thirty-two', async () => {
  const few = await questionsFor(8);
  const many = await questionsFor(32);
  expect(many.settle).toBeLessThan(few.settle * 1.5);
  expect(many.config).toBeLessThan(few.config * 1.5);
  expect(many.settle).toBeLessThan(60);
});
