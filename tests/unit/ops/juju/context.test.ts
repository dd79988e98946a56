import { expect, it } from 'vitest';
import { ContextError } from '../../../../src/ops/errors.ts';
import { readContext, readStrictContext } from '../../../../src/ops/juju/context.ts';
import { actionEnvironment, hookEnvironment, relationEnvironment } from '../scripted-tools.ts';

it('reads a plain hook, with everything that Juju always gives', () => {
  const context = readContext(
    hookEnvironment('config-changed', {
      JUJU_PRINCIPAL_UNIT: 'nova-compute/0',
      JUJU_AVAILABILITY_ZONE: 'zone-1',
      JUJU_CHARM_HTTP_PROXY: 'http://proxy:3128',
      JUJU_CHARM_NO_PROXY: 'localhost',
      JUJU_API_ADDRESSES: '10.0.0.1:17070 10.0.0.2:17070',
      JUJU_DEBUG_AT: 'hook,mine',
      JUJU_DEBUG: '1',
      JUJU_RELATION: '',
    }),
  );
  expect(context).toMatchObject({
    dispatchPath: 'hooks/config-changed',
    hookName: 'config-changed',
    unitName: 'c/0',
    appName: 'c',
    modelName: 'm',
    charmDir: '/charm',
    machineId: '0',
    principalUnit: 'nova-compute/0',
    availabilityZone: 'zone-1',
    relation: null,
    storage: null,
    secret: null,
    action: null,
    proxies: { http: 'http://proxy:3128', https: null, ftp: null, no: 'localhost' },
    apiAddresses: ['10.0.0.1:17070', '10.0.0.2:17070'],
    debug: true,
    debugAt: ['hook', 'mine'],
    insideDispatch: false,
  });
  expect(String(context.jujuVersion)).toBe('3.6.14');
});

it('is frozen to the bottom', () => {
  const context = readContext(relationEnvironment('changed'));
  expect(Object.isFrozen(context) && Object.isFrozen(context.relation) && Object.isFrozen(context.proxies)).toBe(true);
});

it.each([
  ['created', {}, { name: 'db', id: 3, remoteApp: 'pg', remoteUnit: null, departingUnit: null }],
  ['changed', { unit: 'pg/0' }, { name: 'db', id: 3, remoteApp: 'pg', remoteUnit: 'pg/0', departingUnit: null }],
  [
    'changed',
    { unit: 'pg/0', app: '' },
    { name: 'db', id: 3, remoteApp: 'pg', remoteUnit: 'pg/0', departingUnit: null },
  ],
  ['created', { app: '' }, { name: 'db', id: 3, remoteApp: null, remoteUnit: null, departingUnit: null }],
  [
    'departed',
    { unit: 'pg/0', departing: 'c/0' },
    { name: 'db', id: 3, remoteApp: 'pg', remoteUnit: 'pg/0', departingUnit: 'c/0' },
  ],
] as const)('reads the relation of relation-%s with %j', (hook, options, expected) => {
  expect(readContext(relationEnvironment(hook, options)).relation).toEqual(expected);
});

it('reads an action, a storage and a secret', () => {
  expect(readContext(actionEnvironment('do-it')).action).toEqual({ name: 'do-it', uuid: '12', tag: 'action-12' });
  const storage = { JUJU_STORAGE_ID: 'my-data/1', JUJU_STORAGE_LOCATION: '/srv', JUJU_STORAGE_KIND: 'filesystem' };
  expect(readContext(hookEnvironment('my-data-storage-attached', storage)).storage).toEqual({
    id: 'my-data/1',
    name: 'my-data',
    index: 1,
    location: '/srv',
    kind: 'filesystem',
  });
  const secret = { JUJU_SECRET_ID: 'secret:abc', JUJU_SECRET_LABEL: '', JUJU_SECRET_REVISION: '7' };
  expect(readContext(hookEnvironment('secret-remove', secret)).secret).toEqual({
    id: 'secret:abc',
    label: null,
    revision: 7,
  });
});

it('takes what is missing as absent, the version as 0.0.0 and the given folder as the charm’s', () => {
  const context = readContext({ JUJU_UNIT_NAME: 'c/0' }, '/here');
  expect(context).toMatchObject({ dispatchPath: '', modelName: '', machineId: null, charmDir: '/here' });
  expect(String(context.jujuVersion)).toBe('0.0.0');
});

it.each([
  ['JUJU_VERSION', ''],
  ['JUJU_REMOTE_UNIT', 'pg'],
  ['JUJU_RELATION_ID', 'db:x'],
  ['JUJU_STORAGE_ID', 'data'],
  ['JUJU_SECRET_REVISION', 'x'],
])('refuses %s=%j', (name, value) => {
  const environment = { ...relationEnvironment('changed'), JUJU_SECRET_ID: 'secret:x', [name]: value };
  expect(() => readContext(environment)).toThrow(ContextError);
});

it.each([
  [hookEnvironment('install'), 'JUJU_MODEL_UUID'],
  [hookEnvironment('install'), 'JUJU_VERSION'],
  [hookEnvironment('secret-changed', { JUJU_SECRET_ID: 'secret:x' }), 'JUJU_SECRET_ID'],
  [hookEnvironment('secret-remove', { JUJU_SECRET_ID: 'secret:x', JUJU_SECRET_REVISION: '1' }), 'JUJU_SECRET_REVISION'],
  [hookEnvironment('a-storage-attached', { JUJU_STORAGE_ID: 'a/0' }), 'JUJU_STORAGE_ID'],
  [actionEnvironment('do-it'), 'JUJU_ACTION_UUID'],
  [relationEnvironment('created'), 'JUJU_REMOTE_APP'],
  [relationEnvironment('joined', { unit: 'pg/0' }), 'JUJU_REMOTE_UNIT'],
  [relationEnvironment('departed', { unit: 'pg/0', departing: 'pg/0' }), 'JUJU_DEPARTING_UNIT'],
])('the strict reader names what is missing from %o', (environment, name) => {
  expect(readStrictContext(environment).unitName).toBe('c/0');
  expect(() => readStrictContext({ ...environment, [name]: undefined })).toThrow(
    `cannot read Juju's environment: ${name} not set`,
  );
});

it('the strict reader takes an empty unit where an application changed', () => {
  expect(readStrictContext(relationEnvironment('changed')).relation?.remoteUnit).toBeNull();
});
