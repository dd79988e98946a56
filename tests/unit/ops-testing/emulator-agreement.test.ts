/**
 * Two Jujus were written from one description, by different hands and without a line in common: the test kit's simulated
 * hook tools and the emulator's. Put the same model into both, give both the same commands, and they must answer alike.
 */
import { describe, expect, it } from 'vitest';
import type { HookContext } from '../../../src/emulator/context/index.ts';
import { type Hook, writeApplicationBag, writeUnitBag } from '../../../src/emulator/model/index.ts';
import type { TestEvent } from '../../../src/ops/testing/event.ts';
import { createEvents } from '../../../src/ops/testing/events.ts';
import { network } from '../../../src/ops/testing/parts/network.ts';
import { peerRelation, relation } from '../../../src/ops/testing/parts/relation.ts';
import { state } from '../../../src/ops/testing/state.ts';
import { describeCharm } from '../../../src/ops/typegen/description.ts';
import { dbHook, World } from '../emulator/context/world.ts';
import { runTool, type Seen } from '../emulator/tools/run-tool.ts';
import { sessions } from './agreement-sessions.ts';
import { START, shell, unit } from './scene.ts';

const charm = describeCharm({
  metadata: `
name: wordpress
requires: {db: mysql, cache: memcache}
provides: {logs: logging}
peers: {ring: ring}
extra-bindings: {public: null}
`,
  config: `
options:
  title: {type: string, default: My Title}
  empty: {type: string, default: ""}
  port: {type: int, default: 80}
  big: {type: int, default: 1000000}
  ratio: {type: float, default: 1.1}
  debug: {type: boolean, default: false}
  unset: {type: string}
`,
  actions: 'backup: {params: {target: {type: string}}}',
  results: '',
});

function addresses(value: string) {
  return { 'egress-subnets': `${value}/32`, 'ingress-address': value, 'private-address': value };
}

const db = relation({
  endpoint: 'db',
  id: 1,
  remoteApp: 'mysql',
  localUnitData: addresses('10.0.0.1'),
  localAppData: { theme: 'dark' },
  remoteAppData: { version: '8' },
  remoteUnits: { 0: { ...addresses('10.0.0.3'), user: 'jim' }, 1: { ...addresses('10.0.0.4'), user: 'joe' } },
});
const logs = relation({ endpoint: 'logs', id: 2, remoteApp: 'logger', localUnitData: addresses('10.0.0.1') });
const ring = peerRelation({
  endpoint: 'ring',
  id: 0,
  localUnitData: addresses('10.0.0.1'),
  localAppData: { cluster: 'yes' },
  peers: { 1: addresses('10.0.0.2') },
});
const bound = { interfaceName: 'eth0', macAddress: '00:16:3e:00:00:01' };
const networks = ['db', 'cache', 'logs', 'ring', 'public', 'juju-info'].map((binding) =>
  network({
    binding,
    bindAddresses: [{ ...bound, addresses: [{ value: '10.0.0.1', hostname: '', cidr: '10.0.0.0/24' }] }],
    ingressAddresses: ['10.0.0.1'],
    egressSubnets: ['10.0.0.1/32'],
  }),
);

const on = createEvents();
const places: Readonly<Record<string, { readonly leader: boolean; readonly event: TestEvent; readonly hook?: Hook }>> =
  {
    leader: { leader: true, event: START },
    follower: { leader: false, event: START },
    changed: { leader: true, event: on.relationChanged(db, { remoteUnit: 0 }), hook: dbHook('relation-changed') },
    'application changed': {
      leader: true,
      event: on.relationChanged(db, { remoteUnit: null }),
      hook: dbHook('relation-changed', null),
    },
    departed: {
      leader: false,
      event: on.relationDeparted(db, { remoteUnit: 0 }),
      hook: dbHook('relation-departed'),
    },
    created: { leader: false, event: on.relationCreated(db), hook: dbHook('relation-created', null) },
    action: { leader: false, event: on.action('backup', { target: '/srv' }, { id: '4' }) },
  };

/** One session in both: what each command of it shows, in order. */
function both(
  place: string,
  lines: readonly string[],
): { readonly ours: readonly Seen[]; readonly emulators: readonly Seen[] } {
  const { leader, event, hook } = places[place] ?? { leader: false, event: START };
  const world = new World();
  writeUnitBag(world.model, 1, 'mysql/0', { user: 'jim' });
  writeUnitBag(world.model, 1, 'mysql/1', { user: 'joe' });
  writeApplicationBag(world.model, 1, 'mysql', { version: '8' });
  writeApplicationBag(world.model, 1, 'wordpress', { theme: 'dark' });
  writeApplicationBag(world.model, 0, 'wordpress', { cluster: 'yes' });
  world.model.applications.patch('wordpress', { leader: leader ? 'wordpress/0' : 'wordpress/1' });
  const context: HookContext =
    event.kind === 'action'
      ? world.action('wordpress/0', { parameters: { target: '/srv' } })
      : world.hook('wordpress/0', hook);
  // Before Juju runs relation-departed, the unit is a member no more.
  if (place === 'departed') world.setMembers(1, 'wordpress/0', ['mysql/1']);
  const { run } = shell(
    state({
      leader,
      relations: [db, logs, ring],
      networks,
      plannedUnits: 2,
      model: { uuid: '0c8f6f2e-6f1b-4c5a-8a59-0123456789ab' },
      unitStatus: { name: 'waiting', message: 'installing agent' },
    }),
    event,
    unit({ charm, appName: 'wordpress', version: '3.6.8' }),
  );
  const words = lines.map((line) => line.split(' ').map((word) => (word === "''" ? '' : word.replaceAll('~', ' '))));
  return { ours: words.map((line) => run(line)), emulators: words.map((line) => runTool(context, line)) };
}

describe('the simulated tools agree with the emulator about', () => {
  it.each(sessions)('%s: %s', (place, _, lines) => {
    const { ours, emulators } = both(place, lines);
    const told = (seen: readonly Seen[]) => seen.map((one, index) => ({ command: lines[index], ...one }));
    expect(told(ours)).toEqual(told(emulators));
  });
});
