import { expect, it } from 'vitest';
import { PermissionDeniedError, SecretNotFoundError } from '../../../../src/ops/errors.ts';
import { canonicalSecretId } from '../../../../src/ops/model/secret.ts';
import { failure, hookEnvironment, relationEnvironment } from '../scripted-tools.ts';
import { modelWith } from './model-under-test.ts';

const content = { password: 'correct horse' };

it('adds a secret whose content never is an argument, and masks it in the log', () => {
  const { model, tools, lines } = modelWith({ 'secret-add': 'secret:abc\n' });
  const secret = model.app.addSecret(content, { label: 'lab', rotate: 'daily' });
  expect(tools.calls[0]).toEqual({
    tool: 'secret-add',
    args: ['--label', 'lab', '--rotate', 'daily', '--owner', 'application'],
    content,
  });
  expect([secret.id, secret.label, secret.uniqueIdentifier, secret.getContent()]).toEqual([
    'secret:abc',
    'lab',
    'abc',
    content,
  ]);
  expect(tools.calls).toHaveLength(1);
  model.backend.log.info('the password is correct horse');
  expect(lines.texts('INFO')).toEqual(['the password is ***']);
});

it('adds a secret of the unit that expires', () => {
  const { model, tools } = modelWith({ 'secret-add': 'secret:abc' });
  model.unit.addSecret(content, { expire: new Date('2030-01-01T00:00:00Z'), description: 'd' });
  expect(tools.calls[0]?.args).toEqual([
    '--description',
    'd',
    '--expire',
    '2030-01-01T00:00:00.000Z',
    '--owner',
    'unit',
  ]);
});

it.each([
  ['no object', null],
  ['nothing', {}],
  ['a key in capitals', { Password: 'x' }],
  ['a short key', { pw: 'x' }],
  ['a key with two hyphens', { 'a--b': 'x' }],
  ['a value that is no string', { password: 1 }],
])('refuses %s as content before any call', (_name, bad) => {
  const { model, tools } = modelWith();
  expect(() => model.unit.addSecret(bad as unknown as Record<string, string>)).toThrow(/cannot use a secret/);
  expect(tools.calls).toEqual([]);
});

it('reads the tracked revision once, refreshes on request, and peeks without keeping', () => {
  const { model, tools } = modelWith({
    'secret-get --format=json secret:abc': { key: 'one' },
    'secret-get --format=json secret:abc --peek': { key: 'three' },
    'secret-get --format=json secret:abc --refresh': { key: 'two' },
  });
  const secret = model.getSecret({ id: 'secret:abc' });
  expect(secret.getContent()).toEqual({ key: 'one' });
  expect(secret.peekContent()).toEqual({ key: 'three' });
  expect(secret.getContent()).toEqual({ key: 'one' });
  expect(secret.getContent({ refresh: true })).toEqual({ key: 'two' });
  expect(secret.getContent()).toEqual({ key: 'two' });
  expect(tools.lines).toHaveLength(3);
});

it('hands out copies', () => {
  const { model } = modelWith({ 'secret-get': { key: 'one' } });
  const secret = model.getSecret({ id: 'secret:abc' });
  secret.getContent()['key'] = 'changed';
  expect(secret.getContent()).toEqual({ key: 'one' });
});

it.each([
  [{ id: 'abc', label: 'l' }, 'secret-get --format=json secret://f0e1d2c3-0000-4000-8000-000000000001/abc --label l'],
  [{ label: 'l' }, 'secret-get --format=json --label l'],
] as const)('gets %j', (which, line) => {
  const { model, tools } = modelWith({ 'secret-get': { key: 'one' } });
  model.getSecret(which);
  expect(tools.lines).toEqual([line]);
});

it.each([
  ['ERROR secret "x" not found', SecretNotFoundError],
  ['ERROR permission denied', PermissionDeniedError],
])('throws for %s at once', (stderr, expected) => {
  const { model } = modelWith({ 'secret-get': failure(stderr) });
  expect(() => model.getSecret({ id: 'secret:x' })).toThrow(expected);
});

it('asks for neither id nor label in vain', () => {
  expect(() => modelWith().model.getSecret({} as { label: string })).toThrow(TypeError);
});

it('learns the id of a labelled secret before it changes it', () => {
  const { model, tools } = modelWith({ 'secret-info-get': { abc: { revision: 1, label: 'l' } } });
  model.secretReference(null, 'l').setContent({ password: 'new one' });
  expect(tools.lines).toEqual([
    'secret-info-get --format=json --label l',
    'secret-set --owner application secret://f0e1d2c3-0000-4000-8000-000000000001/abc + {"password":"new one"}',
  ]);
});

it('repeats on Juju before 3.6 what a secret-set would make it forget', () => {
  const old = hookEnvironment('install', { JUJU_VERSION: '3.5.4' });
  const { model, tools } = modelWith(
    {
      'secret-info-get': { abc: { revision: 1, label: 'l', description: 'd', rotation: 'daily' } },
      'secret-get': { password: 'kept' },
    },
    old,
  );
  model.secretReference('secret:abc', null).setInfo({ description: 'new' });
  expect(tools.lines.at(-1)).toBe(
    'secret-set --label l --description new --rotate daily --owner application secret:abc + {"password":"kept"}',
  );
});

it('changes only what is given on Juju 3.6', () => {
  const { model, tools } = modelWith();
  const secret = model.secretReference('secret:abc', null);
  secret.setInfo({ label: 'new' });
  expect(tools.lines).toEqual(['secret-set --label new --owner application secret:abc']);
  expect(() => secret.setInfo({})).toThrow(TypeError);
});

it('grants, revokes and removes', () => {
  const { model, tools } = modelWith({}, relationEnvironment('changed', { unit: 'pg/0' }));
  const secret = model.secretReference('secret:abc', null);
  const relation = model.getRelation('db', 3);
  secret.grant(relation);
  secret.grant(relation, model.getUnit('pg/0'));
  secret.revoke(relation);
  secret.removeRevision(4);
  secret.removeAllRevisions();
  expect(tools.lines).toEqual([
    'secret-grant --relation 3 secret:abc',
    'secret-grant --relation 3 --unit pg/0 secret:abc',
    'secret-revoke --relation 3 secret:abc',
    'secret-remove secret:abc --revision 4',
    'secret-remove secret:abc',
  ]);
});

it.each([
  ['abc', 'u', 'secret://u/abc'],
  [' secret:abc\n', 'u', 'secret:abc'],
  ['secret://other/abc', 'u', 'secret://other/abc'],
  ['abc', '', 'secret:abc'],
  ['', 'u', ''],
])('writes the id %j as %s would have it', (id, uuid, expected) => {
  expect(canonicalSecretId(id, uuid)).toBe(expected);
});

it('shows no content of a secret when printed', () => {
  const { model } = modelWith({ 'secret-get': content });
  const secret = model.getSecret({ id: 'secret:abc' });
  expect(`${secret} ${JSON.stringify(secret)}`).not.toContain('horse');
});
