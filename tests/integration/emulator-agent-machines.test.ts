/** Charms on the best machines that this host can have: real ones under root, else plain folders. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  addSpace,
  createModel,
  Emulator,
  findLeaks,
  integrate,
  openMachines,
  queueExec,
  rebootMachine,
} from '../../src/emulator/index.ts';
import { type CharmText, PlainWorld } from './emulator-agent-world.ts';

let world: PlainWorld;
let folder: string;
let emulator: Emulator;
let real: boolean;

beforeEach(() => {
  // The plain world only writes charms here; the model is another, on the machines that `auto` chooses.
  world = new PlainWorld();
  folder = mkdtempSync(join(tmpdir(), 'juju-machines-'));
  const home = join(folder, 'home');
  const machines = openMachines(home, 'auto');
  real = machines.kind === 'namespaces';
  emulator = Emulator.open({ home, machines: () => machines });
  createModel(emulator.store, { machineMode: real ? 'namespace' : 'plain' });
  const own = world.emulator;
  world.emulator = emulator;
  return () => own.close();
});

afterEach(async () => {
  await emulator.destroyModel({ force: true });
  await emulator.close();
  expect(findLeaks(join(folder, 'home'))).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
  rmSync(world.folder, { recursive: true, force: true });
});

function scripted(name: string, metadata: string, dispatch: string): CharmText {
  return { name, metadata, files: { dispatch: `#!/bin/sh\n${dispatch}` } };
}

it('relates charms over a real network, with hook tools, resources, spaces and a reboot', async () => {
  const { store } = emulator;
  addSpace(store, 'internal', ['10.77.0.0/24']);
  const blob = join(folder, 'blob.txt');
  writeFileSync(blob, 'from a resource');
  await world.deploy(
    scripted(
      'server',
      'provides:\n  db: {interface: sql}\nresources:\n  blob: {type: file, filename: blob.txt}\n',
      `case "$JUJU_HOOK_NAME" in
  start) status-set active "$(cat "$(resource-get blob)"), $(network-get db --bind-address)";;
  db-relation-joined) relation-set greeting="from $JUJU_UNIT_NAME";;
esac
`,
    ),
    { resources: { blob }, bindings: { db: 'internal' } },
  );
  await world.deploy(
    scripted(
      'client',
      'requires:\n  db: {interface: sql}\n',
      'case "$JUJU_HOOK_NAME" in db-relation-changed) status-set active "$(relation-get greeting) at $(relation-get ingress-address)";; esac\n',
    ),
  );
  integrate(store, ['server', 'client']);
  expect(await emulator.settle({ retries: 0 })).toMatchObject({ failed: [] });
  const { model } = store;
  expect(model.units.get('server/0').workloadStatus.message).toMatch(/^from a resource, 10\.77\.0\.[0-9]+$/);
  expect(model.units.get('client/0').workloadStatus.message).toMatch(/^from server\/0 at 10\.77\.0\.[0-9]+$/);

  const boots = model.machines.get('0').boot;
  const before = model.unitAgents.get('server/0').startedAtBoot;
  rebootMachine(store, '0');
  expect(await emulator.settle({ retries: 0 })).toMatchObject({ failed: [] });
  expect(model.machines.get('0').boot).toBe(boots + 1);
  expect(model.unitAgents.get('server/0').startedAtBoot).toBe(before + 1);

  const [task] = queueExec(store, {
    units: ['server/0'],
    command: 'cat /proc/1/comm; ip -4 -o address | cut -d" " -f7',
  }).tasks;
  await emulator.settle({ retries: 0 });
  const { results } = model.tasks.get(task?.id ?? '');
  // A real machine has its own init and, after the reboot again, the address in the space.
  if (real) expect(results['stdout']).toMatch(/^systemd\n[\s\S]*10\.77\.0\.[0-9]+\/24/);
  else expect(results['return-code']).toBe(0);
});
