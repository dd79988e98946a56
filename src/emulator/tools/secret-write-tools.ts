/** secret-add, secret-set, secret-grant, secret-revoke and secret-remove: they take effect at the end of the hook. */
import { applicationOf, isApplicationName, isUnitName, type SecretOwner } from '../model/index.ts';
import { goAtoi, goQuote } from './go-text.ts';
import { declareRelation } from './relation-flag.ts';
import { declareSecretFlags, readSecretUri } from './secret-flags.ts';
import type { HookTool } from './tool-call.ts';
import { UsageError } from './tool-error.ts';

function firstUri(args: readonly string[]): string {
  const [uri] = args;
  if (uri === undefined) throw new UsageError('missing secret URI');
  return readSecretUri(uri);
}

function refuseBadUnit(unit: string): void {
  if (unit !== '' && !isUnitName(unit)) throw new UsageError(`unit ${goQuote(unit)} not valid`);
}

/** The unit when one is named, else the whole application. */
function subject(unit: string, application: string): SecretOwner {
  return unit === '' ? { kind: 'application', name: application } : { kind: 'unit', name: unit };
}

export const secretAdd: HookTool = {
  name: 'secret-add',
  usage: '[key[#base64|#file]=value...]',
  summary: 'Add a new secret.',
  run(call) {
    const readFlags = declareSecretFlags(call);
    const { owner, fields } = readFlags(call.parse());
    const { content } = fields;
    if (content === undefined) throw new UsageError('missing secret value or filename');
    call.print(`secret:${call.context.secrets.create(owner, { ...fields, content })}\n`);
  },
};

export const secretSet: HookTool = {
  name: 'secret-set',
  usage: '<ID> [key[#base64]=value...]',
  summary: 'Update an existing secret.',
  run(call) {
    const readFlags = declareSecretFlags(call);
    const args = call.parse();
    const id = firstUri(args);
    call.context.secrets.update(id, readFlags(args.slice(1)).fields);
  },
};

export const secretGrant: HookTool = {
  name: 'secret-grant',
  usage: '<ID>',
  summary: 'Grant access to a secret.',
  run(call) {
    const relationFlag = declareRelation(call);
    const unit = call.flags.text('', 'unit');
    const args = call.parse();
    const id = firstUri(args);
    const relation = relationFlag.required();
    const application = relation.remoteApplication;
    refuseBadUnit(unit.value);
    if (unit.value !== '' && applicationOf(unit.value) !== application) {
      const where = `in relation to application ${goQuote(application)}`;
      throw new UsageError(`cannot specify unit ${goQuote(unit.value)} ${where}`);
    }
    call.refuseBeyond(args, 1);
    call.context.secrets.grant(id, { target: subject(unit.value, application), relationId: relation.id });
  },
};

export const secretRevoke: HookTool = {
  name: 'secret-revoke',
  usage: '<ID>',
  summary: 'Revoke access to a secret.',
  run(call) {
    const relationFlag = declareRelation(call);
    const app = call.flags.text('', 'app', 'application');
    const unit = call.flags.text('', 'unit');
    const args = call.parse();
    const id = firstUri(args);
    if (app.value !== '' && !isApplicationName(app.value)) {
      throw new UsageError(`application ${goQuote(app.value)} not valid`);
    }
    refuseBadUnit(unit.value);
    if (app.value !== '' && unit.value !== '') throw new UsageError('specify only one of application or unit');
    const relation = relationFlag.id === null ? null : call.context.relation(relationFlag.id);
    if (relation !== null && app.value !== '') throw new UsageError('do not specify both relation and app');
    const application = relation?.remoteApplication ?? app.value;
    if (application === '' && unit.value === '') {
      throw new UsageError('missing relation or application or unit');
    }
    call.refuseBeyond(args, 1);
    call.context.secrets.revoke(id, { target: subject(unit.value, application), relationId: relation?.id ?? null });
  },
};

export const secretRemove: HookTool = {
  name: 'secret-remove',
  usage: '<ID>',
  summary: 'Remove an existing secret.',
  run(call) {
    const read = (text: string): number => {
      const revision = goAtoi(text);
      if (typeof revision === 'string') throw new Error(revision.replace('Atoi', 'ParseInt'));
      return revision;
    };
    const revision = call.flags.read<number>(0, read, 'revision');
    const args = call.parse();
    const id = firstUri(args);
    call.refuseBeyond(args, 1);
    call.context.secrets.remove(id, revision.value > 0 ? revision.value : null);
  },
};
