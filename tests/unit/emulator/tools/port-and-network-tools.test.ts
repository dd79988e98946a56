import { beforeEach, describe, expect, it } from 'vitest';
import { flushContext, type HookContext } from '../../../../src/emulator/context/index.ts';
import type { OpenedPort } from '../../../../src/emulator/model/index.ts';
import { dbHook, World } from '../context/world.ts';
import { failed, runTool, type Seen, succeeded } from './run-tool.ts';

let world: World;
let context: HookContext;

beforeEach(() => {
  world = new World();
  context = world.hook('wordpress/0');
});

function run(line: string): Seen {
  return runTool(context, line.split(' '));
}

function endHook(): void {
  flushContext(context);
  context = world.hook('wordpress/0');
}

describe('open-port and close-port', () => {
  it.each<[string, Seen]>([
    ['open-port', failed('no port or range specified', 2)],
    ['open-port x', failed('invalid port "x": strconv.Atoi: parsing "x": invalid syntax', 2)],
    ['open-port 10-x/udp', failed('invalid port "x": strconv.Atoi: parsing "x": invalid syntax', 2)],
    ['open-port 1-2-3', failed('invalid port range "1-2-3"', 2)],
    ['open-port 80/x', failed('invalid protocol "x", expected "tcp", "udp", or "icmp"', 2)],
    ['open-port 80/icmp', failed('protocol "icmp" doesn\'t support any ports; got "80"', 2)],
    ['close-port 20-10', failed('invalid port range 20-10/tcp', 2)],
    ['close-port 10-65536', failed('port range bounds must be between 0 and 65535, got 10-65536', 2)],
    ['open-port 80 90', failed('unrecognized args: ["90"]', 2)],
    ['opened-ports foo', failed('unrecognized args: ["foo"]', 2)],
    [
      'open-port --format=json 80',
      { exitCode: 0, stdout: '', stderr: '--format flag deprecated for command "open-port"' },
    ],
    [
      'close-port --format=json 80',
      { exitCode: 0, stdout: '', stderr: '--format flag deprecated for command "close-port"' },
    ],
  ])('%s', (line, expected) => {
    expect(run(line)).toEqual(expected);
  });

  it('list what is open and what this hook asked for, by protocol and number', () => {
    for (const line of [
      'open-port 80',
      'open-port 53-55/UDP',
      'open-port 10-20',
      'open-port ICMP',
      'open-port 80/tcp',
    ]) {
      expect(run(line)).toEqual(succeeded());
    }
    expect(run('opened-ports')).toEqual(succeeded('icmp\n10-20/tcp\n80/tcp\n53-55/udp\n'));
    endHook();
    run('close-port 10-20/tcp');
    run('close-port 80/udp');
    expect(run('opened-ports --format=json')).toEqual(succeeded('["icmp","80/tcp","53-55/udp"]\n'));
    endHook();
    expect(run('opened-ports --format=yaml')).toEqual(succeeded('- icmp\n- 80/tcp\n- 53-55/udp\n'));
  });

  it('change nothing before the end of the hook', () => {
    run('open-port 80');
    expect(world.model.units.get('wordpress/0').ports).toEqual([]);
    endHook();
    expect(world.model.units.get('wordpress/0').ports).toEqual<OpenedPort[]>([
      { from: 80, to: 80, protocol: 'tcp', endpoint: '' },
    ]);
  });

  it('show nothing that is pending in Juju 2.9', () => {
    world = new World('2.9');
    context = world.hook('wordpress/0');
    run('open-port 80');
    expect(run('opened-ports --format=json')).toEqual(succeeded('[]\n'));
    endHook();
    expect(run('opened-ports')).toEqual(succeeded('80/tcp\n'));
  });

  it('keep endpoints apart', () => {
    run('open-port 80');
    run('open-port 63/udp --endpoints public');
    run('open-port 64/udp --endpoints=db,cache');
    expect(run('opened-ports --endpoints')).toEqual(succeeded('80/tcp (*)\n63/udp (public)\n64/udp (cache, db)\n'));
    endHook();
    run('close-port 80 --endpoints db');
    run('close-port 64/udp --endpoints db');
    run('open-port 63/udp');
    expect(run('opened-ports --endpoints')).toEqual(
      succeeded('80/tcp (cache, juju-info, logs, public, ring)\n63/udp (*)\n64/udp (cache)\n'),
    );
  });

  it('refuse a range that overlaps another of the machine, be it open or asked for', () => {
    world.model.units.patch('logger/0', { ports: [{ from: 200, to: 300, protocol: 'udp', endpoint: '' }] });
    expect(run('open-port 100-200/udp')).toEqual(
      failed(
        'cannot open 100-200/udp (unit "wordpress/0"): port range conflicts with 200-300/udp (unit "logger/0")',
        1,
      ),
    );
    expect(run('open-port 200-300/udp').exitCode).toBe(1);
    expect(run('open-port 100-200/tcp')).toEqual(succeeded());
    expect(run('open-port 150-250/tcp')).toEqual(
      failed(
        'cannot open 150-250/tcp (unit "wordpress/0"): port range conflicts with 100-200/tcp (unit "wordpress/0") requested earlier',
        1,
      ),
    );
    endHook();
    expect(run('close-port 100-150/tcp')).toEqual(
      failed(
        'cannot close 100-150/tcp (unit "wordpress/0"): port range conflicts with 100-200/tcp (unit "wordpress/0")',
        1,
      ),
    );
  });

  it('fail the hook for an endpoint that there is not', () => {
    expect(run('open-port 80 --endpoints none')).toEqual(succeeded());
    expect(() => flushContext(context)).toThrow('open port range: endpoint "none" for unit "wordpress/0" not found');
    expect(world.model.units.get('wordpress/0').ports).toEqual([]);
  });
});

describe('network-get', () => {
  const yaml = `bind-addresses:
- mac-address: 00:16:3e:00:00:01
  interface-name: eth0
  addresses:
  - hostname: ""
    value: 10.0.0.1
    cidr: 10.0.0.0/24
    address: 10.0.0.1
  macaddress: 00:16:3e:00:00:01
  interfacename: eth0
egress-subnets:
- 10.0.0.1/32
ingress-addresses:
- 10.0.0.1
`;
  const json =
    '{"bind-addresses":[{"mac-address":"00:16:3e:00:00:01","interface-name":"eth0","addresses":[{"hostname":"","value":"10.0.0.1","cidr":"10.0.0.0/24"}]}],"egress-subnets":["10.0.0.1/32"],"ingress-addresses":["10.0.0.1"]}\n';

  it.each<[string, Seen]>([
    ['network-get db', succeeded(yaml)],
    ['network-get ring --format yaml', succeeded(yaml)],
    ['network-get public --format json', succeeded(json)],
    ['network-get juju-info --bind-address', succeeded('10.0.0.1\n')],
    ['network-get db --ingress-address --format json', succeeded('"10.0.0.1"\n')],
    ['network-get db --egress-subnets', succeeded('10.0.0.1/32\n')],
    ['network-get db --primary-address', succeeded('10.0.0.1\n')],
    [
      'network-get db --bind-address --egress-subnets',
      succeeded('bind-address: 10.0.0.1\negress-subnets:\n- 10.0.0.1/32\n'),
    ],
    ['network-get', failed('no arguments specified', 2)],
    ['network-get ', failed('no binding name specified', 2)],
    ['network-get db x', failed('unrecognized args: ["x"]', 2)],
    ['network-get none', failed('no network config found for binding "none"', 1)],
    ['network-get db --primary-address --bind-address', failed('--primary-address must be the only flag specified', 1)],
    ['network-get -r 9 db', failed('invalid value "9" for option -r: relation not found', 2)],
  ])('%s', (line, expected) => {
    expect(run(line)).toEqual(expected);
  });

  it('takes addresses of the space that the endpoint is bound to', () => {
    const { model } = world;
    const [first] = model.machines.get('0').interfaces;
    const internal = {
      name: 'eth1',
      macAddress: 'aa:bb:cc:dd:ee:ff',
      addresses: [{ value: 'fc00::1', cidr: 'fc00::/64', space: 'internal' }],
    };
    model.machines.patch('0', { interfaces: first === undefined ? [internal] : [first, internal] });
    model.applications.patch('wordpress', { bindings: { db: 'internal', cache: 'nowhere' } });
    expect(run('network-get db --bind-address')).toEqual(succeeded('fc00::1\n'));
    expect(run('network-get db --egress-subnets')).toEqual(succeeded('fc00::1/128\n'));
    expect(run('network-get ring --bind-address')).toEqual(succeeded('10.0.0.1\n'));
    expect(run('network-get cache')).toEqual(failed('no network config found for binding "cache"', 1));
  });

  it('takes the egress subnets of the relation for its own endpoint only', () => {
    world.model.relations.patch('1', { via: ['192.168.0.0/16', '10.1.0.0/16'] });
    expect(run('network-get -r db:1 db --egress-subnets')).toEqual(succeeded('192.168.0.0/16\n10.1.0.0/16\n'));
    expect(run('network-get -r 1 ring --egress-subnets')).toEqual(succeeded('10.0.0.1/32\n'));
    expect(run('network-get db --egress-subnets')).toEqual(succeeded('10.0.0.1/32\n'));
    context = world.hook('wordpress/0', dbHook('relation-changed'));
    expect(run('network-get db --egress-subnets --format=json')).toEqual(
      succeeded('["192.168.0.0/16","10.1.0.0/16"]\n'),
    );
  });
});

describe('unit-get', () => {
  it.each<[string, Seen]>([
    ['unit-get private-address', succeeded('10.0.0.1\n')],
    ['unit-get public-address --format=json', succeeded('"10.0.0.1"\n')],
    ['unit-get', failed('no setting specified', 2)],
    ['unit-get x', failed('unknown setting "x"', 2)],
    ['unit-get private-address x', failed('unrecognized args: ["x"]', 2)],
  ])('%s', (line, expected) => {
    expect(run(line)).toEqual(expected);
  });

  it('says so when the machine has no address', () => {
    world.model.machines.patch('0', { interfaces: [] });
    expect(run('unit-get private-address')).toEqual(failed('private address not found', 1));
  });
});
