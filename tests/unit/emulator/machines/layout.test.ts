import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { homeLayout, machineFolder } from '../../../../src/emulator/machines/layout.ts';
import { linkName } from '../../../../src/emulator/machines/network.ts';
import { MachineRecords } from '../../../../src/emulator/machines/records.ts';

const home = mkdtempSync(join(tmpdir(), 'layout-'));
afterAll(() => rmSync(home, { recursive: true }));

describe('the layout of a home', () => {
  const layout = homeLayout(home);

  it('gives two homes different names on the host, and one home always the same', () => {
    expect(homeLayout(join(home, 'other')).mark).not.toBe(layout.mark);
    expect(homeLayout(home)).toEqual(layout);
  });

  it('makes interface names that the kernel takes', () => {
    expect(layout.bridge.length).toBeLessThan(16);
    expect(linkName(layout, 239).length).toBeLessThan(16);
  });

  it('numbers machines by the first free number, whatever their ids', () => {
    const records = new MachineRecords(layout);
    expect(records.add('5', undefined)).toMatchObject({
      index: 0,
      hostname: `juju-${layout.mark.slice(0, 6)}-5`,
    });
    expect(records.add('5/lxd/0', 'named')).toMatchObject({ index: 1, hostname: 'named' });
    rmSync(machineFolder(layout, '5'), { recursive: true });
    expect(records.add('6', undefined).index).toBe(0);
    expect(new MachineRecords(layout).add('7', undefined).index).toBe(2);
    expect(records.all().map((record) => record.id)).toEqual(['6', '5/lxd/0', '7']);
  });
});
