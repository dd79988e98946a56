import { describe, expect, it } from 'vitest';
import { listeningSockets, portsNotOpen, portsOpen } from '../../../src/openstack/ports.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

describe('ports', () => {
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  const line = (local: string, state: string) =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000\n`;
  const host = new FakeHost({
    files: {
      '/proc/net/tcp': head + line('0900000A:ACDA', '0A') + line('0100007F:0050', '01'),
      '/proc/net/tcp6': head + line('000000FD000000000000000009000000:25E1', '0A'),
    },
  });

  it('that are listened on are read from the kernel, for both families', () => {
    expect(listeningSockets(host)).toEqual([
      { address: '10.0.0.9', port: 44250, inode: '12345' },
      { address: 'fd00::9', port: 9697, inode: '12345' },
    ]);
  });

  it('of a mere connection are not open', () => {
    expect(portsNotOpen(host, [44250, 9697, 80])).toEqual([80]);
    expect(portsOpen(host, [44250, 80])).toEqual([44250]);
  });

  it('are all closed when the tables cannot be read', () => {
    expect(portsNotOpen(new FakeHost(), [80])).toEqual([80]);
  });
});
