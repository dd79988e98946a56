/** Which relation and whose databag a call of a relation tool means. */
import type { Bag, Relation } from '../parts/relation.ts';
import { remoteAppOf, remoteBags } from '../parts/relation.ts';
import { badArguments, failed } from './failure.ts';
import type { Arguments } from './flags.ts';
import type { World } from './world.ts';

/** The relation of `-r`, or that of the hook. */
export function relationOf(world: World, given: Arguments): Relation {
  const flag = given.values.get('relation');
  if (flag === undefined) {
    const hook = world.setup.relation;
    if (hook === null) throw badArguments('no relation id specified');
    return relationById(world, hook.id, `invalid value "${hook.id}" for option -r`);
  }
  const invalid = `invalid value "${flag}" for option ${given.written.get('relation') ?? '-r'}`;
  const at = flag.lastIndexOf(':');
  const number = flag.slice(at + 1);
  if (!/^\d+$/.test(number)) throw badArguments(`${invalid}: invalid relation id`);
  const found = relationById(world, Number(number), invalid);
  // Juju looks at the number only; a charm that asks for another endpoint's relation is wrong all the same.
  if (at >= 0 && flag.slice(0, at) !== found.endpoint) throw badArguments(`${invalid}: relation not found`);
  return found;
}

function relationById(world: World, id: number, invalid: string): Relation {
  const found = world.state.relations.find((part) => part.id === id);
  if (found === undefined) throw badArguments(`${invalid}: relation not found`);
  return found;
}

export function replaceRelation(world: World, changed: Relation): void {
  world.change({ relations: world.state.relations.map((part) => (part.id === changed.id ? changed : part)) });
}

/** In relation-broken Juju counts the relation as gone, though its id is still understood. */
export function isBroken(world: World, part: Relation): boolean {
  return world.setup.relation?.kind === 'broken' && world.setup.relation.id === part.id;
}

/** The other side's units as relation-list gives them: sorted as text, without one that is departing. */
export function memberNames(world: World, part: Relation): readonly string[] {
  if (isBroken(world, part)) return [];
  const app = remoteAppOf(part, world.setup.appName);
  const hook = world.setup.relation;
  const gone = hook?.kind === 'departed' && hook.id === part.id ? hook.remoteUnit : null;
  return Object.keys(remoteBags(part))
    .map((number) => `${app}/${number}`)
    .filter((name) => name !== gone && name !== world.setup.unitName)
    .sort();
}

/** A unit's databag as this unit may read it. */
export function readUnitBag(world: World, part: Relation, unit: string): Bag {
  if (unit === world.setup.unitName) return part.localUnitData;
  const [app = '', number = ''] = unit.split('/');
  if (app !== remoteAppOf(part, world.setup.appName)) throw failed('permission denied');
  const bag = remoteBags(part)[Number(number)];
  if (bag === undefined)
    throw failed(
      `cannot read settings for unit "${unit}" in relation "${part.endpoint}:${part.id}": settings not found`,
    );
  return bag;
}

/** An application's databag as this unit may read it: our own only as the leader, except between peers. */
export function readAppBag(world: World, part: Relation, app: string): Bag {
  if (app === world.setup.appName && (part.kind === 'peer' || part.remoteApp !== app)) {
    if (part.kind !== 'peer' && !world.state.leader) throw failed('permission denied');
    return part.localAppData;
  }
  if (part.kind === 'peer' || app !== part.remoteApp) throw failed('permission denied');
  return part.remoteAppData;
}
