/** The words about spaces, and what charms see of them, on plain machines. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type World } from './cli-world.ts';

let world: World;

beforeAll(async () => {
  world = makeWorld();
  world.charm(
    'server',
    'provides: {db: sql, web: http}\nextra-bindings: {admin: }',
    'hooks/config-changed) status-set active "$(network-get db --bind-address) $(network-get admin --ingress-address)" ;;',
  );
  await world.done('deploy', './server');
});

afterAll(() => world.destroy());

async function addresses(unit = 'server'): Promise<string | undefined> {
  return (await world.status()).applications[unit]?.['application-status'].message;
}

describe('spaces', () => {
  it('begin with one, which has what machines have', async () => {
    const table = await world.done('spaces');
    expect(table).toMatch(/^Name {3}Space ID {2}Subnets +\nalpha {2}0 {9}127\.0\.\d+\.0\/24 *\n +\n\n$/);
    expect(await world.done('subnets')).toMatch(/^subnets:\n {2}127\.0\.\d+\.0\/24:\n {4}type: ipv4\n/);
  });

  it('give machines addresses, which endpoints are moved to', async () => {
    const added = await world.juju('add-space', 'internal', '10.9.0.7/24');
    expect(added.stderr).toContain('added space "internal" with subnets 10.9.0.0/24\n');
    expect(await addresses()).toMatch(/^127\.\S+ 127\.\S+$/);
    const bound = await world.juju('bind', 'server', 'db=internal');
    expect(bound.stderr).toContain(
      'moving endpoint "db" from space "alpha" to "internal"\nno change to endpoints in space "alpha": admin, web\n',
    );
    expect(bound.stderr).toMatch(/server\/0 +config-changed/);
    expect(await addresses()).toMatch(/^10\.9\.0\.\d+ 127\.\S+$/);
  });

  it('are bound to at deploy', async () => {
    await world.done('deploy', './server', 'other', '--bind', 'internal admin=alpha');
    expect(await world.done('exec', '-u', 'other/0', 'network-get db --bind-address')).toMatch(/^10\.9\.0\.\d+\n$/);
    expect(await world.done('exec', '-u', 'other/0', 'network-get admin --bind-address')).toMatch(/^127\./);
  });

  it('are moved from with the default', async () => {
    await world.done('bind', 'other', 'alpha');
    expect(await addresses('other')).toMatch(/^127\.\S+ 127\.\S+$/);
    await world.done('bind', 'server', 'internal');
    expect(await addresses()).toMatch(/^10\.9\.0\.\d+ 10\.9\.0\.\d+$/);
  });

  it('are listed and shown', async () => {
    expect(await world.done('spaces', '--short')).toBe('Space\nalpha\ninternal\n\n');
    expect(JSON.parse(await world.done('spaces', '--format', 'json')).spaces[1]).toEqual({
      id: '1',
      name: 'internal',
      subnets: { '10.9.0.0/24': { type: 'ipv4', status: 'in-use', zones: [] } },
    });
    expect(await world.done('show-space', 'internal')).toBe(
      'space:\n  id: "1"\n  name: internal\n  subnets:\n  - cidr: 10.9.0.0/24\n    vlan-tag: 0\napplications:\n- server\nmachine-count: 2\n',
    );
    expect(
      Object.keys(JSON.parse(await world.done('subnets', '--space', 'internal', '--format', 'json')).subnets),
    ).toEqual(['10.9.0.0/24']);
    expect((await world.juju('subnets', '--space', 'none')).stderr).toBe(
      'No subnets found matching requested criteria.\n',
    );
  });
});
