/** relation-get, relation-ids, relation-list and relation-model-get. */

import type { HookContext } from '../context/index.ts';
import { applicationOf, isApplicationName, isUnitName } from '../model/index.ts';
import { compareText, goQuote } from './go-text.ts';
import { GoStruct, StringList } from './go-value.ts';
import { declareRelation } from './relation-flag.ts';
import type { HookTool } from './tool-call.ts';
import { UsageError } from './tool-error.ts';

interface BagOwner {
  readonly kind: 'unit' | 'application';
  readonly name: string;
}

/** Whose bag is meant; see Juju's rules for what is left out. */
function bagOwner(given: string | undefined, wantsApplication: boolean, context: HookContext): BagOwner {
  if (given !== undefined && wantsApplication) {
    if (!isApplicationName(given) && !isUnitName(given)) return { kind: 'application', name: '' };
    return { kind: 'application', name: applicationOf(given) };
  }
  if (given !== undefined) {
    if (isUnitName(given)) return { kind: 'unit', name: given };
    if (isApplicationName(given)) throw new UsageError(`expected unit name, got application name ${goQuote(given)}`);
    throw new UsageError(`invalid unit name ${goQuote(given)}`);
  }
  const remoteUnit = context.currentRelation?.remoteUnit ?? null;
  if (remoteUnit !== null && !wantsApplication) return { kind: 'unit', name: remoteUnit };
  const remoteApplication = context.currentRelation?.remoteApplication ?? null;
  if (remoteApplication === null) throw new UsageError('no unit or application specified');
  return { kind: 'application', name: remoteApplication };
}

export const relationGet: HookTool = {
  name: 'relation-get',
  usage: '<key> <unit id>',
  summary: 'Get relation settings.',
  run(call) {
    call.declareOutput();
    const relationFlag = declareRelation(call);
    const app = call.flags.boolean('app');
    const args = call.parse();
    const relation = relationFlag.required();
    const [key = '', name] = args;
    const owner = bagOwner(name, app.value, call.context);
    call.refuseBeyond(args, 2);
    const settings =
      owner.kind === 'unit' ? relation.unitSettings(owner.name) : relation.applicationSettings(owner.name);
    if (key === '' || key === '-') call.answer(settings);
    else call.answer(Object.hasOwn(settings, key) ? (settings[key] ?? null) : null);
  },
};

export const relationIds: HookTool = {
  name: 'relation-ids',
  usage: '[<name>]',
  summary: 'List all relation IDs for the given endpoint.',
  run(call) {
    call.declareOutput();
    const args = call.parse();
    const { currentRelation } = call.context;
    const own = currentRelation === null ? '' : call.context.relation(currentRelation.id).endpoint;
    const endpoint = args[0] ?? own;
    if (endpoint === '') throw new UsageError('no endpoint name specified');
    call.refuseBeyond(args, 1);
    const listed = call.context.relations().filter((relation) => relation.endpoint === endpoint && !relation.broken);
    call.answer(new StringList(listed.map((relation) => relation.name).sort(compareText)));
  },
};

export const relationList: HookTool = {
  name: 'relation-list',
  usage: '',
  summary: 'List relation units.',
  run(call) {
    call.declareOutput();
    const relationFlag = declareRelation(call);
    const app = call.flags.boolean('app');
    const args = call.parse();
    const relation = relationFlag.required();
    call.refuseBeyond(args, 0);
    if (app.value) call.answer(relation.remoteApplication);
    else call.answer(new StringList(relation.cache.memberNames().sort(compareText)));
  },
};

export const relationModelGet: HookTool = {
  name: 'relation-model-get',
  usage: '',
  summary: 'Get details about the model housing a related application.',
  run(call) {
    call.declareOutput();
    const relationFlag = declareRelation(call);
    const args = call.parse();
    relationFlag.required();
    call.refuseBeyond(args, 0);
    call.answer(new GoStruct([{ name: 'uuid', value: call.context.model.current.uuid }]));
  },
};
