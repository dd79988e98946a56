/** How a charm's questions grow with the units of a relation: not at all where only the event's unit matters. */
import { describe, expect, it } from 'vitest';
import { CharmBase, type Framework, type RelationChangedEvent } from '../../../src/ops/index.ts';
import { Context, relation, state } from '../../../src/ops/testing/index.ts';

const meta = { name: 'many', requires: { queue: { interface: 'rabbitmq' } } };
const sizes = [10, 100, 1000];

function queue(size: number) {
  const remoteUnits = Object.fromEntries(Array.from({ length: size }, (_, id) => [id, { host: `host${id}` }]));
  return relation({ endpoint: 'queue', id: 1, remoteApp: 'rabbit', remoteUnits });
}

async function callsOf(charm: new (framework: Framework) => CharmBase, size: number): Promise<readonly string[]> {
  const context = new Context(charm, { meta });
  const related = queue(size);
  const out = await context.run(
    context.on.relationChanged(related, { remoteUnit: 5 }),
    state({ relations: [related] }),
  );
  return out.calls.map((call) => [call.tool, ...call.args].join(' '));
}

class OneUnit extends CharmBase {
  static override readonly handleKind = 'OneUnit';
  host: string | undefined;

  constructor(framework: Framework) {
    super(framework);
    framework.observe(this.on.relation('queue').changed, this, 'onChanged');
  }

  onChanged(event: RelationChangedEvent): void {
    if (event.unit !== null) this.host = event.relation.data(event.unit).get('host');
  }
}

class AllUnits extends CharmBase {
  static override readonly handleKind = 'AllUnits';
  hosts: readonly (string | undefined)[] = [];

  constructor(framework: Framework) {
    super(framework);
    framework.observe(this.on.relation('queue').changed, this, 'onChanged');
  }

  onChanged(): void {
    this.model.load({ relations: ['queue'] });
    this.hosts = this.model.relations
      .get('queue')
      .flatMap((one) => one.units.map((unit) => one.data(unit).get('host')));
  }
}

describe('a relation of many units', () => {
  it.each(sizes)('costs one question where only the event’s unit matters, with %i units', async (size) => {
    expect(await callsOf(OneUnit, size)).toEqual(['relation-get --format=json -r queue:1 - rabbit/5']);
  });

  it.each(sizes)('costs one question a unit, and two for the list, where all %i are read', async (size) => {
    const calls = await callsOf(AllUnits, size);
    expect(calls.length).toBe(size + 2);
    expect(new Set(calls).size).toBe(calls.length);
  });
});
