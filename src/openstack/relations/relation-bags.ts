/** Juju's relations as the plain bags that this room's readers take. Nothing else here touches Juju. */
import { markSecret, type Relation, type Unit } from '../../ops/index.ts';
import type { Bag, RelationBags } from './bags.ts';

const secretKey = /passw|secret|token|(?:^|[_-])key$/;

/** A bag's content; what looks like a secret is masked in the log from here on. */
function contentOf(content: Bag): Bag {
  for (const [key, value] of Object.entries(content)) {
    // A reference to a Juju secret is no secret, and short words would mask half of the log.
    if (secretKey.test(key) && value.length >= 6 && !value.startsWith('secret:')) markSecret(value);
  }
  return content;
}

/**
 * What the other side of each relation says. A relation that is going away is left out. The units' bags are read in one
 * batch; the application's and our own when somebody looks at them. Read before publishing: `ours` is what we have said
 * so far, changes of this hook included.
 */
export function relationBags(relations: readonly Relation[], ourUnit: Unit): readonly RelationBags[] {
  return relations
    .filter((relation) => relation.active)
    .map((relation) => {
      relation.loadUnits();
      const { app } = relation;
      return {
        endpoint: relation.name,
        id: relation.id,
        remoteApp: app?.name ?? '',
        units: relation.units.map((unit) => ({ unit: unit.name, bag: contentOf(relation.data(unit).toObject()) })),
        get appBag(): Bag {
          return app === null ? {} : contentOf(relation.data(app).toObject());
        },
        get ours(): Bag {
          return relation.data(ourUnit).toObject();
        },
      };
    });
}
