/** Whatever is done to a model, in whatever order: it settles, and what each unit is told makes sense. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  destroyApplication,
  destroyRelation,
  destroyUnit,
  type Relation,
  setLeader,
  writeApplicationBag,
  writeUnitBag,
} from '../../../../src/emulator/model/index.ts';
import { endpoint, World } from './world.ts';

type Deed =
  | { readonly kind: 'step'; readonly unit: number; readonly count: number }
  | { readonly kind: 'relate' | 'unrelate' | 'suspend'; readonly which: number }
  | { readonly kind: 'add-unit' | 'remove-unit' | 'write' | 'write-app' | 'lead'; readonly which: number }
  | { readonly kind: 'remove-application'; readonly which: number };

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      unit: fc.nat(20),
      count: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        ...(['relate', 'unrelate', 'suspend', 'add-unit', 'remove-unit', 'write', 'write-app', 'lead'] as const),
      ),
      which: fc.nat(20),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove-application' as const), which: fc.nat(20) }) },
);

const pairs = [
  ['wordpress:db', 'mysql:server'],
  ['wordpress:plugin', 'agent:plugin'],
  ['mysql:plugin', 'agent:plugin'],
] as const;

function world(): World {
  const made = new World();
  const plugin = endpoint('requirer', 'plugin', 'plugin', 'container');
  made.deploy('wordpress', 2, { endpoints: [endpoint('requirer', 'db'), endpoint('peer', 'cluster'), plugin] });
  made.deploy('mysql', 2, { endpoints: [endpoint('provider', 'server', 'db'), plugin] });
  made.deploy('agent', 0, {
    subordinate: true,
    endpoints: [endpoint('provider', 'plugin', 'plugin', 'container'), endpoint('peer', 'agents')],
  });
  return made;
}

function pick<Value>(values: readonly Value[], which: number): Value | undefined {
  return values[which % Math.max(values.length, 1)];
}

function perform(made: World, deed: Deed): void {
  const { model } = made;
  const relation = 'which' in deed ? pick(model.relations.values().filter(isRegular), deed.which) : undefined;
  const principals = model.applications.values().filter((one) => !one.subordinate && one.life === 'alive');
  const unit = pick(model.units.values(), 'which' in deed ? deed.which : deed.unit);
  const part =
    'which' in deed
      ? pick(
          model.relationUnits.values().filter((one) => one.inScope),
          deed.which,
        )
      : undefined;
  switch (deed.kind) {
    case 'step':
      for (let count = 0; unit !== undefined && count < deed.count; count += 1) made.step(unit.name);
      break;
    case 'relate': {
      const [requirer, provider] = pick(pairs, deed.which) ?? pairs[0];
      const applications = [requirer, provider].map((text) => model.applications.find(text.split(':')[0] ?? ''));
      const free = !model.relations.values().some((one) => one.key === `${requirer} ${provider}`);
      if (free && applications.every((one) => one?.life === 'alive')) made.relate(requirer, provider);
      break;
    }
    case 'unrelate':
      if (relation !== undefined) destroyRelation(model, relation.id);
      break;
    case 'suspend':
      if (relation !== undefined) model.relations.patch(String(relation.id), { suspended: !relation.suspended });
      break;
    case 'add-unit': {
      const application = pick(principals, deed.which);
      if (application !== undefined) made.addUnit(application.name);
      break;
    }
    case 'remove-unit':
      if (unit !== undefined && unit.principal === null) destroyUnit(model, unit.name);
      break;
    case 'write':
      if (part !== undefined) writeUnitBag(model, part.relationId, part.unit, { n: String(deed.which) });
      break;
    case 'write-app':
      if (part !== undefined) {
        const application = part.unit.split('/')[0] ?? '';
        writeApplicationBag(model, part.relationId, application, { n: String(deed.which) });
      }
      break;
    case 'lead':
      if (unit !== undefined && unit.life === 'alive') setLeader(model, unit.application, unit.name);
      break;
    case 'remove-application': {
      const application = pick(principals, deed.which);
      if (application !== undefined) destroyApplication(model, application.name);
      break;
    }
  }
}

function isRegular(relation: Relation): boolean {
  return relation.endpoints.length === 2;
}

/** Each unit's hooks alone: joined before changed before departed, nothing after broken, stop and remove last. */
function checkStory(lines: readonly string[]): void {
  const members = new Map<string, Set<string>>();
  for (const [index, line] of lines.entries()) {
    const [hook = '', remote] = line.split(' ');
    const match = /^(.+)-relation-(created|joined|changed|departed|broken)$/.exec(hook);
    if (lines[index - 1] === 'remove') throw new Error(`cannot run ${line} after remove`);
    if (match === null) continue;
    const [, name = '', kind = ''] = match;
    const known = members.get(name);
    if (kind === 'created') {
      expect(known, `${line} while the relation is on`).toBeUndefined();
      members.set(name, new Set());
      continue;
    }
    if (known === undefined) throw new Error(`cannot run ${line} before relation-created`);
    if (kind === 'broken') {
      expect([...known], `${line} with members left`).toEqual([]);
      members.delete(name);
    }
    if (remote === undefined) continue;
    expect(known.has(remote), line).toBe(kind !== 'joined');
    if (kind === 'joined') {
      known.add(remote);
      const next = lines.slice(index + 1).find((later) => /-relation-(joined|changed|departed|broken)/.test(later));
      if (next !== undefined) expect(next).toBe(`${name}-relation-changed ${remote}`);
    }
    if (kind === 'departed') known.delete(remote);
  }
}

it('settles after any deeds, with a story that makes sense for every unit', () => {
  fc.assert(
    fc.property(fc.array(deeds, { maxLength: 40 }), (list) => {
      const made = world();
      for (const deed of list) perform(made, deed);
      for (const relation of made.model.relations.values()) {
        made.model.relations.patch(String(relation.id), { suspended: false });
      }
      made.play();
      const { model } = made;
      for (const unit of new Set(made.trace.map((line) => line.split(' ')[0] ?? ''))) checkStory(made.of(unit));
      for (const unit of model.units.values()) {
        expect(unit.life).toBe('alive');
        expect(model.unitAgents.get(unit.name)).toMatchObject({ installed: true, started: true, current: null });
        if (unit.principal !== null) expect(model.units.has(unit.principal)).toBe(true);
      }
      for (const relation of model.relations.values()) expect(relation.life).toBe('alive');
      for (const part of model.relationUnits.values()) {
        expect(model.relations.has(String(part.relationId))).toBe(true);
        if (part.inScope) expect(model.units.has(part.unit)).toBe(true);
      }
      for (const view of model.relationViews.values()) {
        expect(model.units.has(view.unit)).toBe(true);
        for (const member of Object.keys(view.members)) expect(model.units.has(member)).toBe(true);
      }
      for (const application of model.applications.values()) {
        expect(application.life).toBe('alive');
        const units = model.unitsOf(application.name);
        expect(application.leader === null).toBe(units.length === 0);
        if (application.leader !== null) expect(model.unitAgents.get(application.leader).leader).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

it('forgets no unit when it asks only those that a change concerns', () => {
  fc.assert(
    fc.property(fc.array(fc.array(deeds, { maxLength: 10 }), { maxLength: 4 }), (rounds) => {
      const made = world();
      made.relate('wordpress:plugin', 'agent:plugin');
      for (const list of rounds) {
        for (const deed of list) perform(made, deed);
        made.playConcerned();
        expect(made.play()).toEqual([]);
      }
      for (const relation of made.model.relations.values()) expect(relation.life).toBe('alive');
    }),
    { numRuns: 150 },
  );
});

it('runs the same hooks whether a model is settled at once or after each deed, but for what was never seen', () => {
  const atOnce = world();
  atOnce.relate('wordpress:db', 'mysql:server');
  atOnce.relate('wordpress:plugin', 'agent:plugin');
  atOnce.play();
  const stepwise = world();
  stepwise.play();
  stepwise.relate('wordpress:db', 'mysql:server');
  stepwise.play();
  stepwise.relate('wordpress:plugin', 'agent:plugin');
  stepwise.play();
  expect([...atOnce.trace].sort()).toEqual([...stepwise.trace].sort());
});
