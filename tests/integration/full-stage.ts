/** A stage on which every endpoint is related, with the databags of the full cloud. */
import type { Relation } from '../../src/ops/testing/index.ts';
import { cloudAnswers } from '../bench/cloud.ts';
import type { Stage } from '../bench/stage.ts';
import { everyRelation } from '../scenario/proof/full-cloud.ts';

const own = 'astara-orchestrator';

/** The other side of a relation, as Juju names and shows it. */
interface OtherSide {
  readonly app: string;
  readonly units: readonly (readonly [unit: string, bag: Readonly<Record<string, string>>])[];
}

function otherSide(one: Relation): OtherSide {
  if (one.kind === 'subordinate')
    return { app: one.remoteApp, units: [[`${one.remoteApp}/${one.remoteUnitId}`, one.remoteUnitData]] };
  const [app, bags] = one.kind === 'peer' ? [own, one.peers] : [one.remoteApp, one.remoteUnits];
  return { app, units: Object.entries(bags).map(([number, bag]) => [`${app}/${number}`, bag]) };
}

/** Every relation there can be; with a second orchestrator, since a peer's hooks come from one. */
const relations = everyRelation(2);

function relationOf(endpoint: string): Relation {
  const found = relations.find((one) => one.endpoint === endpoint);
  if (found === undefined)
    throw new Error(`the full cloud has no relation at the endpoint "${endpoint}": add it there`);
  return found;
}

/** The environment of a hook of that endpoint's relation. */
export function relationHook(
  stage: Stage,
  endpoint: string,
  kind: 'created' | 'joined' | 'changed' | 'departed' | 'broken',
): Record<string, string> {
  const one = relationOf(endpoint);
  const { app, units } = otherSide(one);
  const unit = units[0]?.[0] ?? '';
  const withUnit = kind === 'joined' || kind === 'changed' || kind === 'departed';
  return stage.environment(`${endpoint}-relation-${kind}`, {
    JUJU_RELATION: endpoint,
    JUJU_RELATION_ID: `${endpoint}:${one.id}`,
    JUJU_REMOTE_APP: app,
    ...(withUnit ? { JUJU_REMOTE_UNIT: unit } : {}),
    ...(kind === 'departed' ? { JUJU_DEPARTING_UNIT: unit } : {}),
  });
}

/** Lets Juju know of a relation, with the databags as the full cloud has them. */
function answerRelation(stage: Stage, one: Relation): void {
  const key = `${one.endpoint}:${one.id}`;
  const { app, units } = otherSide(one);
  stage.answer(`relation-ids ${one.endpoint} --format=json`, [key]);
  stage.answer(
    `relation-list --format=json -r ${key}`,
    units.map(([unit]) => unit),
  );
  for (const [unit, bag] of units) stage.answer(`relation-get --format=json -r ${key} - ${unit}`, bag);
  stage.answer(`relation-get --format=json -r ${key} --app - ${app}`, {});
  stage.answer(`relation-get --format=json -r ${key} - ${own}/0`, {});
  stage.answer(`relation-get --format=json -r ${key} --app - ${own}`, {});
}

/** Lets Juju know of a relation at every endpoint. Where the stage has servers, they are those of the relation. */
export function answerEveryRelation(stage: Stage): void {
  const served = cloudAnswers({ zookeeper: true });
  stage.answerAll(served);
  for (const one of relations) {
    const key = `${one.endpoint}:${one.id}`;
    if (one.kind === 'peer' || !served.has(`relation-list --format=json -r ${key}`)) answerRelation(stage, one);
  }
}
