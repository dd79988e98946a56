/** Options in tables: what is taken, what is refused, and in which words. */
import { describe, expect, it } from 'vitest';
import { reviewFlags, valueProblem } from '../../../src/charm/astara/options.ts';
import { parseConfig } from '../../../src/charm/config.ts';

describe('parseConfig', () => {
  it('takes everything unset as its default', async () => {
    const { config, problems } = await parseConfig({});
    expect(problems).toEqual([]);
    expect(config).toMatchObject({ apiPort: 44250, database: 'astara', rabbitVhost: 'openstack', origin: 'distro' });
  });

  it.each([
    ['database', 'a; DROP TABLE x', 'a plain name'],
    ['database', 'a.b', 'a plain name'],
    ['database-user', '../x', 'a plain name'],
    ['database-user', 'a'.repeat(33), 'of at most 32 characters'],
    ['database', 'None', 'not None'],
    ['rabbit-user', 'None', 'not None'],
    ['rabbit-vhost', 'None', 'a virtual host'],
    ['rabbit-vhost', 'a%2Fb', 'a virtual host'],
    ['rabbit-vhost', 'a\nb', 'control character'],
    ['region', 'two regions', 'one region'],
    ['api-listen', 'everywhere', 'an IP address'],
    ['os-public-network', '10.0.0.0/24 10.0.0.0/99', 'a network in CIDR form'],
    ['os-public-hostname', 'not a host', 'an IP address or a host name'],
    ['openstack-origin', 'distro\ndebug = True', 'control character'],
    ['openstack-origin', 'ppa:a/b|12345678\nx', 'control character'],
    ['nova-metadata-ip', 'fd00::1', 'Astara cannot use IPv6 here'],
    ['router-image-uuid', 'latest', 'a UUID'],
    ['integration-bridge', 'br int', 'the name of a bridge'],
    ['coordination-group', 'a/b', 'letters, digits'],
    ['ssh-public-key', 'ssh-ed25519 AAAA one\nssh-ed25519 AAAA two', 'control character'],
    ['ssl_ca', 'bm90IGEgY2VydGlmaWNhdGU=', 'CERTIFICATE'],
    ['worker-processes', 0, 'from 1 to 256'],
    ['worker-multiplier', -1, 'a number above 0'],
    ['session-timeout', 1, 'from 4 to 60'],
    ['interface-driver', 'ovs', 'one of openvswitch, linuxbridge, null'],
    ['config-flags', 'a==b', 'expected key=value'],
  ])('refuses %s=%j and says what it expects', async (name, value, words) => {
    const { problems } = await parseConfig({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
    expect(problems[0]?.startsWith(name)).toBe(true);
  });

  it('does not repeat a secret that is wrong', async () => {
    const { problems } = await parseConfig({ 'metadata-shared-secret': 'hunter2\u0001' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).not.toContain('hunter2');
  });

  it("puts the service's name into host names", async () => {
    const { config } = await parseConfig({ 'os-internal-hostname': '{service_name}.example.com' });
    expect(config.endpoints.internal.hostname).toBe('astara.example.com');
  });
});

describe('reviewFlags', () => {
  it('tells the unknown from the wrong and the harmful', () => {
    const flags = new Map([
      ['debug', 'maybe'],
      ['boot_timeout', 'long'],
      ['amqp_url', 'amqp://x'],
      ['nonsense', '1'],
      ['log_dir', '/srv'],
      ['api_port', '5555'],
      ['host', 'node1'],
    ]);
    const { problems, unknown } = reviewFlags(flags);
    expect(problems).toEqual([
      'config-flags: debug: expected true or false',
      'config-flags: boot_timeout: expected a whole number',
      'config-flags: amqp_url must not be set, since it outweighs the transport_url that rabbitmq-server gives us',
      'config-flags: api_port must not be set, since the option api-port is there for it',
      'config-flags: host must not be set, since the option host is there for it',
    ]);
    expect(unknown).toEqual(['nonsense']);
  });

  it.each([
    ['boolean', 'Yes', null],
    ['boolean', 'x', 'expected true or false'],
    ['integer', '-3', null],
    ['integer', '3.5', 'expected a whole number'],
    ['number', '3.5', null],
    ['number', 'x', 'expected a number'],
    ['list', 'a,b', null],
    ['text', '', null],
  ] as const)('of kind %s, %j is %j', (kind, value, problem) => {
    expect(valueProblem(kind, value)).toBe(problem);
  });
});
