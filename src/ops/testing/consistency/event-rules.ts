/** Rules about the event: what it is about must be declared by the charm and be in the state. */
import { isRecord } from '../../juju/json-value.ts';
import { actingUnit } from '../environment.ts';
import { remoteAppOf, remoteUnitIds } from '../parts/relation.ts';
import type { Rule } from './problem.ts';

/** Joined, changed and departed are about a unit on the other side, which must be there. */
export const relationEventRule: Rule = ({ event, state, unit }) => {
  if (event.kind !== 'relation') return [];
  const { relation, hook, remoteUnit } = event;
  const shown = `${relation.endpoint}:${relation.id}`;
  const known = state.relations.find((part) => part.id === relation.id && part.endpoint === relation.endpoint);
  if (known === undefined) return [`the state has no relation ${shown}, which the event is about`];
  const problems: string[] = [];
  if (known.kind !== relation.kind)
    problems.push(`relation ${shown} is of another kind in the state than in the event`);
  if (relation.kind === 'peer' && hook === 'broken') problems.push(`Juju never breaks a peer relation (${shown})`);
  if (hook === 'created' || hook === 'broken') return problems;
  const ids = remoteUnitIds(known);
  const app = remoteAppOf(known, unit.appName);
  if (remoteUnit === null) {
    if (hook !== 'changed') problems.push(`relation-${hook} of ${shown} is about a unit, not an application`);
  } else if (actingUnit(event, unit.appName) === null) {
    problems.push(`relation-${hook} of ${shown} is about a unit, and ${app} has none in the relation`);
  } else if (remoteUnit !== undefined && !ids.includes(remoteUnit)) {
    problems.push(`${app}/${remoteUnit} is not in relation ${shown}`);
  }
  return problems;
};

const TYPE_CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  array: (value) => Array.isArray(value),
  object: isRecord,
};

function typesOf(schema: unknown): readonly unknown[] {
  if (typeof schema !== 'object' || schema === null || !('type' in schema)) return [];
  return Array.isArray(schema.type) ? schema.type : [schema.type];
}

/** An action must be declared, and its parameters be what actions.yaml says. */
export const actionRule: Rule = ({ event, unit }) => {
  if (event.kind !== 'action') return [];
  const declared = unit.charm.actions.find((action) => action.name === event.action);
  if (declared === undefined) return [`actions.yaml has no action ${event.action}`];
  const problems: string[] = [];
  for (const [name, value] of Object.entries(event.params)) {
    if (value === undefined) continue;
    const schema = declared.params[name];
    if (schema === undefined) {
      problems.push(`action ${event.action} has no parameter ${name}`);
      continue;
    }
    const types = typesOf(schema);
    const checks = types.map((type) => TYPE_CHECKS[String(type)]).filter((check) => check !== undefined);
    if (checks.length > 0 && !checks.some((check) => check(value))) {
      problems.push(`parameter ${name} of action ${event.action} must be of type ${types.join(' or ')}`);
    }
  }
  const missing = declared.required.filter((name) => event.params[name] === undefined);
  for (const name of missing) problems.push(`action ${event.action} requires the parameter ${name}`);
  return problems;
};

export const storageEventRule: Rule = ({ event, state }) => {
  if (event.kind !== 'storage') return [];
  const { name, index } = event.storage;
  const known = state.storages.some((part) => part.name === name && part.index === index);
  return known ? [] : [`the state has no storage ${name}/${index}, which the event is about`];
};

/** Observers hear of changes; owners of rotation, expiry and unused revisions. */
export const secretEventRule: Rule = ({ event, state, unit }) => {
  if (event.kind !== 'secret') return [];
  const { secret, hook } = event;
  const problems: string[] = [];
  const known = state.secrets.find((part) => part.id === secret.id);
  if (known === undefined) problems.push(`the state has no secret ${secret.id}, which the event is about`);
  if (!unit.jujuVersion.isAtLeast('3.0.0')) problems.push('Juju before 3.0 has no secrets');
  const owner = (known ?? secret).owner;
  if (hook === 'changed' && owner !== null)
    problems.push('secret-changed goes to those who read a secret, not to its owner');
  if (hook !== 'changed' && owner === null) problems.push(`secret-${hook} goes to the owner of a secret only`);
  if (owner === 'app' && hook !== 'changed' && !state.leader) {
    problems.push(`secret-${hook} of a secret that the application owns goes to the leader only`);
  }
  return problems;
};

export const leaderRule: Rule = ({ event, state }) =>
  event.kind === 'hook' && event.hook === 'leader-elected' && !state.leader
    ? ['leader-elected goes to the leader, and the state says that this unit is not']
    : [];

/** Hooks that this version of Juju does not have. */
export const versionRule: Rule = ({ event, unit }) => {
  if (event.kind !== 'hook') return [];
  const { jujuVersion } = unit;
  if (event.hook.endsWith('-series-upgrade') && jujuVersion.isAtLeast('4.0.0')) {
    return [`Juju ${jujuVersion} has no ${event.hook}`];
  }
  if (event.hook === 'collect-metrics' && !jujuVersion.hasMetrics)
    return [`Juju ${jujuVersion} has no collect-metrics`];
  if (event.hook === 'leader-settings-changed' && !jujuVersion.hasLeaderSettings) {
    return [`Juju ${jujuVersion} has no leader-settings-changed`];
  }
  return [];
};
