import { describe, expect, it } from 'vitest';
import type { Bag } from '../../../../src/openstack/relations/bags.ts';
import { monitoringRequest, readMonitoring } from '../../../../src/openstack/relations/nrpe.ts';

function read(units: Record<string, Bag>) {
  const relation = {
    endpoint: 'nrpe-external-master',
    id: 4,
    remoteApp: 'nrpe',
    units: Object.entries(units).map(([unit, bag]) => ({ unit, bag })),
    appBag: {},
    ours: {},
  };
  return readMonitoring([relation]);
}

describe('the request for monitoring', () => {
  it('lists the checks as YAML, sorted, with True and False in the words of Python', () => {
    expect(monitoringRequest(['b', 'a', 'b'], false)).toEqual({
      primary: 'False',
      monitors: `monitors:
  remote:
    nrpe:
      a:
        command: check_a
      b:
        command: check_b
`,
    });
  });

  it('refuses a name that is not plain', () => {
    expect(() => monitoringRequest(['a:\n  b'], true)).toThrow('expected a plain check name');
  });
});

describe('the monitored host', () => {
  it('has the names that the other side gives', () => {
    expect(read({ 'nrpe/0': { nagios_hostname: 'juju-nova-0', nagios_host_context: 'juju' } })).toEqual({
      kind: 'ready',
      data: { hostname: 'juju-nova-0', context: 'juju' },
    });
  });

  it('needs no names', () => {
    expect(read({ 'nrpe/0': {} })).toEqual({ kind: 'ready', data: { hostname: null, context: null } });
    expect(read({})).toEqual({ kind: 'ready', data: { hostname: null, context: null } });
    expect(readMonitoring([])).toEqual({ kind: 'absent' });
  });

  it('with a name that would break a definition is invalid', () => {
    expect(read({ 'nrpe/0': { nagios_hostname: 'a} define' } })).toMatchObject({
      kind: 'invalid',
      problems: [expect.stringContaining('nrpe-external-master: nrpe/0: nagios_hostname: expected a host name')],
    });
  });
});
