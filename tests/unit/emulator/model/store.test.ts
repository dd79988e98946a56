/** The model's files: what a kill leaves, compaction, the lock. */
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModel } from '../../../../src/emulator/controller/create-model.ts';
import { LockedError, Store, statusInfo } from '../../../../src/emulator/model/index.ts';
import { Journal, JournalError } from '../../../../src/emulator/model/journal.ts';
import { takeLock } from '../../../../src/emulator/model/lock.ts';
import { Table } from '../../../../src/emulator/model/table.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'juju-store-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Pet {
  readonly kind: string;
}

function open(): { readonly table: Table<Pet>; readonly journal: Journal } {
  const table = new Table<Pet>('pets');
  return { table, journal: new Journal(folder, [table]) };
}

describe('the journal', () => {
  it('brings back what was committed, and nothing that was not', () => {
    const first = open();
    first.table.set('rex', { kind: 'dog' });
    first.table.set('tom', { kind: 'cat' });
    first.table.delete('tom');
    expect(first.journal.commit()).toBe(true);
    expect(first.journal.commit()).toBe(false);
    first.table.set('tom', { kind: 'cat' });
    const second = open();
    expect(second.table.keys()).toEqual(['rex']);
  });

  it('drops a last line that a kill cut off, and goes on after it', () => {
    const first = open();
    first.table.set('rex', { kind: 'dog' });
    first.journal.commit();
    appendFileSync(join(folder, 'journal-0.ndjson'), '[["pets","tom",{"ki');
    const second = open();
    expect(second.table.keys()).toEqual(['rex']);
    second.table.set('kim', { kind: 'owl' });
    second.journal.commit();
    expect(open().table.keys()).toEqual(['rex', 'kim']);
  });

  it('keeps everything through a compaction, and removes the generation before', () => {
    const first = open();
    first.table.set('rex', { kind: 'dog' });
    first.journal.commit();
    first.journal.compact();
    first.table.set('tom', { kind: 'cat' });
    first.journal.commit();
    expect(readdirSync(folder).sort()).toEqual(['journal-1.ndjson', 'snapshot-1.json']);
    expect(open().table.keys()).toEqual(['rex', 'tom']);
  });

  it('reads the new generation when a kill came right after its snapshot', () => {
    const first = open();
    first.table.set('rex', { kind: 'dog' });
    first.journal.commit();
    writeFileSync(join(folder, 'snapshot-1.json'), '["pets","rex",{"kind":"dog"}]\n');
    expect(open().table.keys()).toEqual(['rex']);
    expect(existsSync(join(folder, 'journal-0.ndjson'))).toBe(false);
  });

  it('stays small however often the same entity is written', () => {
    const { table, journal } = open();
    const long = 'x'.repeat(50_000);
    for (let round = 0; round < 300; round += 1) {
      table.set('rex', { kind: `${long}${round}` });
      journal.commit();
    }
    const [name = ''] = readdirSync(folder).filter((one) => one.startsWith('journal'));
    expect(readFileSync(join(folder, name)).length).toBeLessThan(5_000_000);
    expect(open().table.get('rex').kind).toBe(`${long}299`);
  });

  it('refuses a file that it did not write', () => {
    writeFileSync(join(folder, 'journal-0.ndjson'), 'not json\n');
    expect(open).toThrow(JournalError);
  });
});

describe('the lock', () => {
  it('lets one in, and the next when it is released', () => {
    const path = join(folder, 'lock');
    const lock = takeLock(path);
    expect(() => takeLock(path)).toThrow(LockedError);
    lock.release();
    takeLock(path).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    { owner: 'is gone', content: '4194999 123\n' },
    { owner: 'has a reused pid', content: `${process.pid} 1\n` },
  ])('is taken over from an owner that $owner', ({ content }) => {
    const path = join(folder, 'lock');
    writeFileSync(path, content);
    takeLock(path).release();
    expect(existsSync(path)).toBe(false);
  });
});

describe('the store', () => {
  it('keeps the history of statuses in a file of its own', () => {
    const store = Store.open(folder);
    createModel(store, { machineMode: 'plain' });
    const since = 1_767_225_600_000;
    const machine = {
      id: '0',
      life: 'alive',
      mode: 'plain',
      hostname: 'h',
      instanceId: 'i',
      base: { name: 'ubuntu', channel: '24.04/stable' },
      architecture: 'amd64',
      availabilityZone: '',
      interfaces: [],
      agentStatus: statusInfo('pending', '', since),
      instanceStatus: statusInfo('pending', '', since),
      boot: 0,
      bootId: '',
      rebootRequested: false,
      kept: false,
      created: since,
    } as const;
    store.model.machines.set('0', machine);
    store.model.machines.patch('0', { agentStatus: statusInfo('started', '', since) });
    store.close();
    const again = Store.open(folder);
    expect(again.model.machines.get('0').agentStatus.status).toBe('started');
    again.close();
    const lines = readFileSync(again.home.statusHistoryFile, 'utf8').trim().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { entity: '0', kind: 'juju-machine', status: 'pending' },
      { entity: '0', kind: 'machine', status: 'pending' },
      { entity: '0', kind: 'juju-machine', status: 'started' },
    ]);
  });

  it('forgets everything when it is cleared', () => {
    const store = Store.open(folder);
    createModel(store, { machineMode: 'plain' });
    store.log({ time: 0, entity: 'unit-a-0', level: 'INFO', module: 'm', message: 'x' });
    store.clear();
    expect(store.model.exists).toBe(false);
    store.close();
    const again = Store.open(folder);
    expect(again.model.exists).toBe(false);
    expect(readFileSync(again.home.logFile, 'utf8')).toBe('');
    createModel(again, { machineMode: 'plain', name: 'second' });
    expect(again.model.current.name).toBe('second');
    again.close();
  });
});
