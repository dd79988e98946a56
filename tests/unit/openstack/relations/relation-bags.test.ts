import { describe, expect, it } from 'vitest';
import type { RelationBags } from '../../../../src/openstack/relations/bags.ts';
import { relationBags } from '../../../../src/openstack/relations/relation-bags.ts';
import { CharmBase, type Framework, logger } from '../../../../src/ops/index.ts';
import { Context, relation, state } from '../../../../src/ops/testing/index.ts';

const seen: (readonly RelationBags[])[] = [];

/** Notes what it is told in every hook. */
class ListeningCharm extends CharmBase {
  static override readonly handleKind = 'ListeningCharm';

  constructor(framework: Framework) {
    super(framework);
    for (const event of [
      this.on.relation('amqp').changed,
      this.on.relation('amqp').departed,
      this.on.relation('amqp').broken,
    ]) {
      framework.observe(event, this, 'onAmqp');
    }
  }

  onAmqp(): void {
    const relations = this.model.relations.get('amqp') ?? [];
    const bags = relationBags(relations, this.unit);
    seen.push(bags.map((bag) => ({ ...bag })));
    for (const { unit, bag } of bags.flatMap((one) => one.units)) logger.info(`${unit} says ${JSON.stringify(bag)}`);
  }
}

function context() {
  seen.length = 0;
  return new Context(ListeningCharm, { meta: { name: 'astara', requires: { amqp: { interface: 'rabbitmq' } } } });
}

const brokers = relation({
  endpoint: 'amqp',
  remoteApp: 'rabbitmq-server',
  remoteUnits: {
    0: { hostname: '10.0.0.1', password: 'topsecret' },
    10: { hostname: '10.0.0.3' },
    9: { hostname: '10.0.0.2' },
  },
  remoteAppData: { note: 'x' },
  localUnitData: { username: 'astara' },
});

describe('relations as plain bags', () => {
  it("hold the units' bags, the application's and our own", async () => {
    const on = context();

    await on.run(on.on.relationChanged(brokers, { remoteUnit: 0 }), state({ relations: [brokers] }));

    expect(seen).toMatchObject([
      [
        {
          endpoint: 'amqp',
          id: brokers.id,
          remoteApp: 'rabbitmq-server',
          units: [
            { unit: 'rabbitmq-server/0', bag: { hostname: '10.0.0.1' } },
            { unit: 'rabbitmq-server/9' },
            { unit: 'rabbitmq-server/10' },
          ],
          appBag: { note: 'x' },
          ours: { username: 'astara' },
        },
      ],
    ]);
  });

  it('leave out a unit that is departing and a relation that is broken', async () => {
    const departing = context();
    await departing.run(departing.on.relationDeparted(brokers, { remoteUnit: 9 }), state({ relations: [brokers] }));
    const broken = seen.splice(0)[0]?.[0]?.units.map(({ unit }) => unit);
    const breaking = context();
    await breaking.run(breaking.on.relationBroken(brokers), state({ relations: [brokers] }));

    expect(broken).toEqual(['rabbitmq-server/0', 'rabbitmq-server/10']);
    expect(seen).toEqual([[]]);
  });

  it('have their secrets masked in the log', async () => {
    const on = context();

    const out = await on.run(on.on.relationChanged(brokers, { remoteUnit: 0 }), state({ relations: [brokers] }));

    const log = JSON.stringify(out.logs);
    expect(log).toContain('rabbitmq-server/0 says');
    expect(log).not.toContain('topsecret');
  });
});
