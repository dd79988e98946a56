/** The TypeScript file of a charm's types. */
import type { Action, CharmDescription, Option } from './description.ts';
import { propertyMembers } from './json-schema.ts';
import type { Member, TypeNode } from './type-tree.ts';
import { layMembers, literal, member, object, union, word } from './type-tree.ts';

const OPTION_TYPES = {
  string: 'string',
  int: 'number',
  float: 'number',
  boolean: 'boolean',
  secret: 'string',
} as const;

const FREE_RESULTS = object([], word('unknown'));

/** `astara-orchestrator` is `AstaraOrchestratorTypes`. */
export function interfaceName(charm: string): string {
  const pascal = charm
    .split(/[^A-Za-z0-9]+/)
    .map((part) => `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`)
    .join('');
  return `${pascal}Types`;
}

function optionMember(option: Option): Member {
  const type = word(OPTION_TYPES[option.type]);
  return { ...member(option.name, type, option.description), optional: option.defaultValue === undefined };
}

function actionMember(action: Action): Member {
  return member(
    action.name,
    object([
      member('params', object(propertyMembers(action.params, action.required))),
      // An action may set any part of its results, and several times.
      member('results', action.results === null ? FREE_RESULTS : object(propertyMembers(action.results, []))),
    ]),
    action.description,
  );
}

function names(list: readonly string[]): TypeNode {
  return union(list.map((name) => word(literal(name))));
}

/** The whole file; the same description always gives the same text. */
export function renderTypes(charm: CharmDescription, typeName: string = interfaceName(charm.name)): string {
  const endpoints = charm.endpoints.map((endpoint) =>
    member(
      endpoint.name,
      object([
        member('role', word(literal(endpoint.role))),
        member('interface', word(literal(endpoint.interface))),
        member('scope', word(literal(endpoint.scope))),
      ]),
    ),
  );
  const members: readonly Member[] = [
    member(
      'config',
      object(charm.options.map(optionMember)),
      'Options of config.yaml; one without a default may be unset.',
    ),
    member('endpoints', object(endpoints), 'Endpoints of metadata.yaml.'),
    member(
      'actions',
      object(charm.actions.map(actionMember)),
      'Actions of actions.yaml; their results as action-results.yaml describes them, where it does.',
    ),
    member('storages', names(charm.storages)),
    member('resources', names(charm.resources)),
    member('bindings', names(charm.bindings)),
  ];
  return [
    `/** Types of ${charm.name}, generated from its YAML files by \`generate\`. Do not edit: change those and run it again. */`,
    '',
    `export interface ${typeName} {`,
    ...layMembers(members, undefined, '  '),
    '}',
    '',
  ].join('\n');
}
