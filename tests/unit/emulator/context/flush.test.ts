import { beforeEach, describe, expect, it } from 'vitest';
import { FlushError, flushContext, type HookContext } from '../../../../src/emulator/context/index.ts';
import { dbHook, World } from './world.ts';

let world: World;
let context: HookContext;

beforeEach(() => {
  world = new World();
  context = world.hook('wordpress/0', dbHook('relation-changed'));
});

function writeEverything(): void {
  context.state.set('done', 'yes');
  context.relation(1).ownSettings.set('host', 'a');
  context.relation(0).ownSettings.set('peer', 'b');
  context.relation(1).ownApplicationSettings.set('url', 'c');
  context.ports.open({ from: 80, to: 80, protocol: 'tcp', endpoint: '' });
  context.secrets.create('application', { content: { key: 'eA==' } });
}

function whatWasWritten(): unknown {
  const { model } = world;
  return [
    model.unitStates.find('wordpress/0')?.state,
    model.relationUnit(1, 'wordpress/0')?.settings['host'],
    model.relationUnit(0, 'wordpress/0')?.settings['peer'],
    model.relation(1).applicationBags['wordpress'],
    model.units.get('wordpress/0').ports.length,
    model.secrets.size,
  ];
}

const nothing = [undefined, undefined, undefined, { settings: {}, version: 0 }, 0, 0];

describe('the end of a hook', () => {
  it('writes all that was buffered', () => {
    writeEverything();
    expect(whatWasWritten()).toEqual(nothing);
    flushContext(context);
    expect(whatWasWritten()).toEqual([{ done: 'yes' }, 'a', 'b', { settings: { url: 'c' }, version: 1 }, 1, 1]);
  });

  it('writes nothing when a hook that failed is let go', () => {
    writeEverything();
    context = world.hook('wordpress/0', dbHook('relation-changed'));
    flushContext(context);
    expect(whatWasWritten()).toEqual(nothing);
  });

  it.each<[string, () => void, string]>([
    [
      'leadership was lost',
      () => world.model.applications.patch('wordpress', { leader: 'wordpress/1' }),
      '"wordpress/0" is not leader of "wordpress"',
    ],
    [
      'a port is opened for an endpoint that there is not',
      () => context.ports.open({ from: 1, to: 1, protocol: 'tcp', endpoint: 'none' }),
      'open port range: endpoint "none" for unit "wordpress/0" not found',
    ],
    ['storage is asked for that there is not', () => context.storage.add('none', 1), 'charm storage "none" not found'],
    ['a secret is gone', () => context.secrets.update('9m4e2mr0ui3e8a215n4g', { label: 'x' }), 'not found'],
  ])('writes nothing of it all when %s', (_, spoil, message) => {
    writeEverything();
    spoil();
    expect(() => flushContext(context)).toThrow(FlushError);
    expect(() => flushContext(context)).toThrow(message);
    expect(whatWasWritten()).toEqual(nothing);
  });

  it('leaves other transactions of the model their say', () => {
    writeEverything();
    expect(() =>
      world.model.transact(() => {
        flushContext(context);
        throw new Error('the agent could not go on');
      }),
    ).toThrow('the agent could not go on');
    expect(whatWasWritten()).toEqual(nothing);
  });
});
