/** Tables and transactions: values that are replaced, heard of, and undone. */
import { describe, expect, it } from 'vitest';
import { addUnit, MissingEntityError, Table } from '../../../../src/emulator/model/index.ts';
import { KeyIndex } from '../../../../src/emulator/model/key-index.ts';
import { now, World } from '../queue/world.ts';

interface Pet {
  readonly name: string;
  readonly kind: string;
}

describe('a table', () => {
  it('tells listeners of each change with what was before and after', () => {
    const table = new Table<Pet>('pets');
    const heard: unknown[] = [];
    table.listen(({ key, before, after }) => heard.push([key, before, after]));
    const rex = { name: 'rex', kind: 'dog' };
    table.set('rex', rex);
    const changed = table.patch('rex', { kind: 'wolf' });
    table.delete('rex');
    table.delete('rex');
    expect(heard).toEqual([
      ['rex', undefined, rex],
      ['rex', rex, changed],
      ['rex', changed, undefined],
    ]);
    expect(rex.kind).toBe('dog');
  });

  it('takes a patch that changes nothing for no change', () => {
    const table = new Table<Pet>('pets');
    const rex = { name: 'rex', kind: 'dog' };
    table.set('rex', rex);
    let heard = 0;
    table.listen(() => {
      heard += 1;
    });
    expect(table.patch('rex', { kind: 'dog' })).toBe(rex);
    expect(heard).toBe(0);
  });

  it('throws for an entity that is not there', () => {
    expect(() => new Table<Pet>('pets').get('rex')).toThrow(MissingEntityError);
  });

  it('is followed by its indexes, also when it is loaded', () => {
    const table = new Table<Pet>('pets');
    const byKind = new KeyIndex(table, (pet) => [pet.kind]);
    table.load('rex', { name: 'rex', kind: 'dog' });
    table.set('tom', { name: 'tom', kind: 'cat' });
    table.patch('tom', { kind: 'dog' });
    expect([...byKind.keys('dog')]).toEqual(['rex', 'tom']);
    expect([...byKind.keys('cat')]).toEqual([]);
    table.delete('rex');
    expect([...byKind.keys('dog')]).toEqual(['tom']);
  });
});

describe('a transaction', () => {
  it('undoes everything when it throws, the indexes and counters too', () => {
    const world = new World();
    world.deploy('mysql', 1);
    const { model } = world;
    const before = JSON.stringify(model.tables().map((table) => table.keys().map((key) => table.find(key))));
    expect(() =>
      model.transact(() => {
        addUnit(model, { application: 'mysql', machine: '0', principal: null }, now);
        model.transact(() => model.next('relation'));
        model.units.delete('mysql/0');
        throw new Error('refused');
      }),
    ).toThrow('refused');
    const after = JSON.stringify(model.tables().map((table) => table.keys().map((key) => table.find(key))));
    expect(after).toBe(before);
    expect(model.unitsOf('mysql').map((unit) => unit.name)).toEqual(['mysql/0']);
  });

  it('gives back what the work returns', () => {
    const { model } = new World();
    expect(model.transact(() => 7)).toBe(7);
  });
});
