/** secret-get, secret-info-get and secret-ids. */
import type { SecretMetadata } from '../context/secrets.ts';
import { type Model, ownerTag, scopeTag } from '../model/index.ts';
import { textOfBytes } from './bytes.ts';
import { yamlFormats } from './formats.ts';
import { goQuote } from './go-text.ts';
import { type GoField, GoStruct, GoTime, StringList } from './go-value.ts';
import { readSecretUri } from './secret-flags.ts';
import type { HookTool } from './tool-call.ts';
import { ToolError, UsageError } from './tool-error.ts';

const BASE64 = '#base64';

function decode(encoded: string): string {
  return textOfBytes(Buffer.from(encoded, 'base64'));
}

export const secretGet: HookTool = {
  name: 'secret-get',
  usage: '<ID> [key[#base64]]',
  summary: 'Get the content of a secret.',
  run(call) {
    call.declareOutput(yamlFormats);
    const label = call.flags.text('', 'label');
    const peek = call.flags.boolean('peek');
    const refresh = call.flags.boolean('refresh');
    const args = call.parse();
    const [uri, wanted = ''] = args;
    const id = uri === undefined ? null : readSecretUri(uri);
    if (id === null && label.value === '') throw new UsageError('require either a secret URI or label');
    if (peek.value && refresh.value) throw new UsageError('specify one of --peek or --refresh but not both');
    call.refuseBeyond(args, 2);
    const { secrets } = call.context;
    const content = secrets.read({ id, label: label.value, peek: peek.value, refresh: refresh.value });
    if (wanted === '') {
      call.answer(Object.fromEntries(Object.entries(content).map(([key, value]) => [key, decode(value)] as const)));
      return;
    }
    const asEncoded = wanted.endsWith(BASE64);
    const key = asEncoded ? wanted.slice(0, -BASE64.length) : wanted;
    const value = Object.hasOwn(content, key) ? content[key] : undefined;
    if (value === undefined) throw new ToolError(`secret key value ${goQuote(key)} not found`);
    call.answer(asEncoded ? value : decode(value));
  },
};

function describe(model: Model, metadata: SecretMetadata): GoStruct {
  const { description, rotatePolicy, expires, nextRotate, grants } = metadata;
  const fields: GoField[] = [
    { name: 'revision', value: BigInt(metadata.revision) },
    { name: 'label', value: metadata.label },
    { name: 'owner', value: metadata.owner.kind },
  ];
  if (description !== '') fields.push({ name: 'description', value: description });
  if (rotatePolicy !== '') fields.push({ name: 'rotation', value: rotatePolicy });
  if (expires !== null) fields.push({ name: 'expiry', value: new GoTime(expires) });
  if (nextRotate !== null) fields.push({ name: 'rotates', value: new GoTime(nextRotate) });
  const access = grants.map(
    ({ target, relationId }) =>
      new GoStruct([
        { name: 'target', value: ownerTag(target) },
        { name: 'scope', value: scopeTag(model, relationId) },
        { name: 'role', value: 'view' },
      ]),
  );
  if (access.length > 0) fields.push({ name: 'access', value: access });
  return new GoStruct(fields);
}

export const secretInfoGet: HookTool = {
  name: 'secret-info-get',
  usage: '<ID>',
  summary: "Get a secret's metadata info.",
  run(call) {
    call.declareOutput(yamlFormats);
    const label = call.flags.text('', 'label');
    const args = call.parse();
    const [uri] = args;
    const id = uri === undefined ? null : readSecretUri(uri);
    if (id === null && label.value === '') throw new UsageError('require either a secret URI or label');
    if (id !== null && label.value !== '') {
      throw new UsageError('specify either a secret URI or label but not both');
    }
    call.refuseBeyond(args, 1);
    const { secrets, model } = call.context;
    const found = [...secrets.owned()].find(([key, { label: own }]) =>
      id === null ? own === label.value : key === id,
    );
    if (found === undefined) throw new ToolError(`secret ${goQuote(id ?? label.value)} not found`);
    call.answer({ [found[0]]: describe(model, found[1]) });
  },
};

export const secretIds: HookTool = {
  name: 'secret-ids',
  usage: '',
  summary: 'Print secret IDs.',
  run(call) {
    call.declareOutput();
    call.parseAtMost(0);
    const ids = [...call.context.secrets.owned().keys()];
    call.answer(new StringList(ids.length === 0 ? null : ids));
  },
};
