/** Where orchestrators meet: URLs that tooz takes, and the bytes that tooz leaves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseCoordination, coordinationGroup } from '../../../src/charm/astara/coordination.ts';
import { unpack } from '../../../src/charm/clients/msgpack.ts';
import { readCache } from '../../../src/charm/relations/cache.ts';
import { readZookeeper } from '../../../src/charm/relations/zookeeper.ts';

const bags = (endpoint: string, units: Record<string, Record<string, string>>, appBag = {}) => [
  {
    endpoint,
    id: 1,
    remoteApp: 'peer',
    units: Object.entries(units).map(([unit, bag]) => ({ unit, bag })),
    appBag,
    ours: {},
  },
];

describe('zookeeper', () => {
  it('takes the host that a unit names before its private address, and each server once', () => {
    const units = {
      'zk/0': { port: '2181', host: '10.1.0.1', 'private-address': '10.0.0.1' },
      'zk/1': { port: '2181', 'private-address': '10.1.0.1' },
      'zk/2': { 'private-address': '10.0.0.3' },
    };
    expect(readZookeeper(bags('zookeeper', units))).toEqual({
      kind: 'ready',
      data: { servers: [{ host: '10.1.0.1', port: 2181 }] },
    });
  });

  it('goes on with the servers that make sense', () => {
    const units = { 'zk/0': { port: '2181', host: '10.0.0.1' }, 'zk/1': { port: 'x', host: '10.0.0.2' } };
    expect(readZookeeper(bags('zookeeper', units))).toMatchObject({ kind: 'ready' });
  });

  it('waits for a port', () => {
    expect(readZookeeper(bags('zookeeper', { 'zk/0': {} }))).toEqual({ kind: 'incomplete', missing: ['port'] });
    expect(readZookeeper([])).toEqual({ kind: 'absent' });
  });
});

describe('cache', () => {
  it.each([
    [{ host: '10.0.0.1' }, { kind: 'incomplete', missing: ['port'] }],
    [{ port: '11211' }, { kind: 'incomplete', missing: ['host'] }],
    [
      { 'private-address': '10.0.0.1', 'tcp-port': '11211' },
      { kind: 'ready', data: { host: '10.0.0.1', port: 11211 } },
    ],
  ])('reads %j as %j', (bag, reading) => {
    expect(readCache(bags('cache', { 'memcached/0': bag }))).toEqual(reading);
  });
});

describe('the URL', () => {
  it('has IPv6 addresses in brackets', () => {
    const zookeeper = readZookeeper(bags('zookeeper', { 'zk/0': { port: '2181', host: 'fd00::1' } }));
    const cache = readCache(bags('cache', { 'm/0': { port: '11211', host: 'fd00::2' } }));
    expect(chooseCoordination(zookeeper, cache, 'g', 10)?.url).toBe('kazoo://[fd00::1]:2181?timeout=10');
    expect(chooseCoordination({ kind: 'absent' }, cache, 'g', 10)?.url).toBe('memcached://[fd00::2]:11211?timeout=10');
    expect(chooseCoordination({ kind: 'absent' }, { kind: 'absent' }, 'g', 10)).toBeNull();
  });

  it('has a group of one element, different for every model and application', () => {
    expect(coordinationGroup(null, 'admin/cloud one', 'astara')).toBe('astara.orchestrator.admin-cloud-one.astara');
    expect(coordinationGroup('mine', 'm', 'a')).toBe('mine');
  });
});

describe('unpack', () => {
  it('reads what tooz writes', () => {
    // {b'node1': {b'capabilities': b''}} as oslo.serialization packs it.
    const bytes = Buffer.from([
      0x81,
      0xc4,
      5,
      ...Buffer.from('node1'),
      0x81,
      0xac,
      ...Buffer.from('capabilities'),
      0xc4,
      0,
    ]);
    const map = unpack(bytes);
    expect(map instanceof Map && [...map.keys()]).toEqual(['node1']);
  });

  it('never does worse than to refuse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          unpack(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
