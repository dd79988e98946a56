/** Rules about the state: it must fit the charm's YAML files, and nothing may be there twice. */

import { encodePlain } from '../../framework/plain-data.ts';
import type { Option } from '../../typegen/description.ts';
import type { StoredStatePart } from '../parts/kept.ts';
import type { Relation } from '../parts/relation.ts';
import { remoteBags } from '../parts/relation.ts';
import { portText } from '../parts/storage.ts';
import type { Rule } from './problem.ts';
import { repeated } from './problem.ts';

const SECRET_ID = /^secret:(\/\/[^/]+\/)?[0-9a-z]{20}$/;

const SECRET_KEY = /^[a-z](-?[a-z0-9]){2,}$/;

function fitsOption(option: Option, value: unknown): boolean {
  switch (option.type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'int':
      return Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'secret':
      return typeof value === 'string' && SECRET_ID.test(value);
  }
}

export const configRule: Rule = ({ state, unit }) =>
  Object.entries(state.config).flatMap(([name, value]) => {
    const option = unit.charm.options.find((declared) => declared.name === name);
    if (option === undefined) return [`config.yaml has no option ${name}`];
    if (option.type === 'secret' && !unit.jujuVersion.isAtLeast('3.4.0')) {
      return [`option ${name} is a secret, which Juju has from 3.4 on`];
    }
    return fitsOption(option, value)
      ? []
      : [`option ${name} must be of type ${option.type}, got ${JSON.stringify(value)}`];
  });

export const resourceRule: Rule = ({ state, unit }) => [
  ...state.resources
    .filter(({ name }) => !unit.charm.resources.includes(name))
    .map(({ name }) => `metadata.yaml has no resource ${name}`),
  ...repeated(state.resources.map(({ name }) => name)).map((name) => `resource ${name} is there twice`),
];

export const storageRule: Rule = ({ state, unit }) => [
  ...state.storages
    .filter(({ name }) => !unit.charm.storages.includes(name))
    .map(({ name }) => `metadata.yaml has no storage ${name}`),
  ...repeated(state.storages.map(({ name, index }) => `${name}/${index}`)).map((id) => `storage ${id} is there twice`),
];

export const networkRule: Rule = ({ state, unit }) => {
  const known = new Set(['juju-info', ...unit.charm.bindings, ...unit.charm.endpoints.map(({ name }) => name)]);
  return [
    ...state.networks
      .filter(({ binding }) => !known.has(binding))
      .map(({ binding }) => `metadata.yaml has no endpoint and no extra binding ${binding}`),
    ...repeated(state.networks.map(({ binding }) => binding)).map((name) => `network ${name} is there twice`),
    ...unit.charm.bindings
      .filter((name) => unit.charm.endpoints.some((endpoint) => endpoint.name === name))
      .map((name) => `metadata.yaml uses ${name} for an endpoint and for an extra binding`),
  ];
};

function bagProblems(part: Relation): readonly string[] {
  const bags = [part.localUnitData, part.localAppData, ...Object.values(remoteBags(part))];
  if (part.kind !== 'peer') bags.push(part.remoteAppData);
  return bags.flatMap((bag) =>
    Object.entries(bag).flatMap(([key, value]) =>
      typeof value === 'string'
        ? []
        : [`${part.endpoint}:${part.id}: databag values are texts, and ${key} is a ${typeof value}`],
    ),
  );
}

const KINDS = { relation: 'relation()', subordinate: 'subordinateRelation()', peer: 'peerRelation()' } as const;

export const relationRule: Rule = ({ state, unit }) => {
  const problems = [
    ...repeated(state.relations.map(({ id }) => id)).map((id) => `two relations have the id ${id}`),
    ...repeated(unit.charm.endpoints.map(({ name }) => name)).map((name) => `metadata.yaml has two endpoints ${name}`),
  ];
  for (const part of state.relations) {
    problems.push(...bagProblems(part));
    const endpoint = unit.charm.endpoints.find(({ name }) => name === part.endpoint);
    if (endpoint === undefined) {
      problems.push(`metadata.yaml has no endpoint ${part.endpoint}`);
      continue;
    }
    const wanted = endpoint.role === 'peers' ? 'peer' : endpoint.scope === 'container' ? 'subordinate' : 'relation';
    if (part.kind !== wanted)
      problems.push(`a relation of ${part.endpoint} is made with ${KINDS[wanted]}, not ${KINDS[part.kind]}`);
    if (part.kind === 'peer' && Object.hasOwn(part.peers, unit.unitId)) {
      problems.push(`${part.endpoint}:${part.id}: peers must not contain this unit (${unit.unitId})`);
    }
  }
  const peers = state.relations.filter((part) => part.kind === 'peer').map((part) => part.endpoint);
  for (const name of repeated(peers)) problems.push(`there is one peer relation of ${name} at most`);
  return problems;
};

export const secretRule: Rule = ({ state, unit }) => [
  ...(state.secrets.length > 0 && !unit.jujuVersion.isAtLeast('3.0.0') ? ['Juju before 3.0 has no secrets'] : []),
  ...repeated(state.secrets.map(({ id }) => id)).map((id) => `secret ${id} is there twice`),
  ...state.secrets
    .filter(({ id }) => !SECRET_ID.test(id))
    .map(({ id }) => `"${id}" is no secret's id: secret:<20 characters of 0-9a-z>`),
  ...state.secrets
    .filter(
      ({ tracked, latest }) => Object.keys(tracked.content).length === 0 || Object.keys(latest.content).length === 0,
    )
    .map(({ id }) => `secret ${id} has no content`),
  ...state.secrets.flatMap(({ id, tracked, latest }) =>
    [...new Set([...Object.keys(tracked.content), ...Object.keys(latest.content)])]
      .filter((key) => !SECRET_KEY.test(key))
      .map((key) => `"${key}" of secret ${id} is no key: three or more of a-z, 0-9 and hyphens`),
  ),
  ...repeated(
    state.secrets.flatMap(({ label, owner }) => (label === null ? [] : [`${label} (${owner ?? 'reader'})`])),
  ).map((label) => `two secrets have the label ${label}`),
];

/** Why the content cannot be kept, or null. */
function keepingProblem(part: StoredStatePart): string | null {
  try {
    encodePlain(part.content, `stored state ${part.owner}/${part.name}`);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export const storedStateRule: Rule = ({ state }) => [
  ...repeated(state.storedStates.map(({ owner, name }) => `${owner}/${name}`)).map(
    (path) => `stored state ${path} is there twice`,
  ),
  ...state.storedStates.map(keepingProblem).filter((problem) => problem !== null),
];

export const portRule: Rule = ({ state }) =>
  repeated(state.openedPorts.map(portText)).map((text) => `port ${text} is opened twice`);

export const unitRule: Rule = ({ state, unit }) => {
  const problems: string[] = [];
  if (!Number.isInteger(unit.unitId) || unit.unitId < 0) problems.push(`${unit.unitId} is no unit number`);
  if (state.plannedUnits < 0) problems.push('planned units cannot be negative');
  return problems;
};
