/** The environment of each kind of hook. */
import { expect, it } from 'vitest';
import { hookEnvironment } from '../../../../src/emulator/agent/environment.ts';
import type { Hook, RelationHook, Task } from '../../../../src/emulator/model/index.ts';
import { endpoint, now, World } from '../queue/world.ts';

function world(version = '3.6.8'): World {
  const made = new World(version);
  made.deploy('mysql', 1, {
    endpoints: [endpoint('provider', 'db')],
    storage: [
      {
        name: 'data',
        type: 'filesystem',
        description: '',
        shared: false,
        readOnly: false,
        minimumCount: 1,
        maximumCount: 1,
        minimumSize: 0,
        location: '',
        properties: [],
      },
    ],
  });
  made.deploy('wordpress', 1, { endpoints: [endpoint('requirer', 'store', 'db')] });
  made.relate('wordpress:store', 'mysql:db');
  made.play();
  return made;
}

function environment(made: World, hook: Hook | null, task: Task | null = null): Record<string, string> {
  return hookEnvironment({
    model: made.model,
    unit: 'mysql/0',
    hook,
    task,
    charmFolder: '/var/lib/juju/agents/unit-mysql-0/charm',
    searchPath: '/usr/bin:/bin',
    context: { contextId: 'mysql/0-x-1', toolsFolder: '/var/lib/juju/tools/unit-mysql-0', socketAddress: '@/s' },
  });
}

const relationHook: RelationHook = {
  kind: 'relation-joined',
  relationId: 0,
  endpoint: 'db',
  remoteApplication: 'wordpress',
  remoteUnit: 'wordpress/0',
  departingUnit: null,
  version: 1,
};

it('is complete for a plain hook', () => {
  expect(environment(world(), { kind: 'install' })).toEqual({
    CHARM_DIR: '/var/lib/juju/agents/unit-mysql-0/charm',
    JUJU_CHARM_DIR: '/var/lib/juju/agents/unit-mysql-0/charm',
    JUJU_CONTEXT_ID: 'mysql/0-x-1',
    JUJU_HOOK_NAME: 'install',
    JUJU_DISPATCH_PATH: 'hooks/install',
    JUJU_AGENT_SOCKET_ADDRESS: '@/s',
    JUJU_AGENT_SOCKET_NETWORK: 'unix',
    JUJU_UNIT_NAME: 'mysql/0',
    JUJU_MODEL_UUID: '9f484882-2f18-4fd2-967d-db9663db7bea',
    JUJU_MODEL_NAME: 'test',
    JUJU_API_ADDRESSES: '127.0.0.1:17070',
    JUJU_MACHINE_ID: '0',
    JUJU_PRINCIPAL_UNIT: '',
    JUJU_AVAILABILITY_ZONE: '',
    JUJU_VERSION: '3.6.8',
    JUJU_SLA: 'unsupported',
    CLOUD_API_VERSION: '',
    JUJU_CHARM_HTTP_PROXY: '',
    JUJU_CHARM_HTTPS_PROXY: '',
    JUJU_CHARM_FTP_PROXY: '',
    JUJU_CHARM_NO_PROXY: '',
    PATH: '/var/lib/juju/tools/unit-mysql-0:/usr/bin:/bin',
    APT_LISTCHANGES_FRONTEND: 'none',
    DEBIAN_FRONTEND: 'noninteractive',
    LANG: 'C.UTF-8',
    TERM: 'tmux-256color',
  });
});

it.each<{ case: string; hook: Hook; more: Record<string, string> }>([
  {
    case: 'joined',
    hook: relationHook,
    more: {
      JUJU_HOOK_NAME: 'db-relation-joined',
      JUJU_RELATION: 'db',
      JUJU_RELATION_ID: 'db:0',
      JUJU_REMOTE_UNIT: 'wordpress/0',
      JUJU_REMOTE_APP: 'wordpress',
    },
  },
  {
    case: 'created, with an empty remote unit',
    hook: { ...relationHook, kind: 'relation-created', remoteUnit: null },
    more: { JUJU_RELATION_ID: 'db:0', JUJU_REMOTE_UNIT: '', JUJU_REMOTE_APP: 'wordpress' },
  },
  {
    case: 'departed',
    hook: { ...relationHook, kind: 'relation-departed', departingUnit: 'mysql/0' },
    more: { JUJU_REMOTE_UNIT: 'wordpress/0', JUJU_DEPARTING_UNIT: 'mysql/0' },
  },
  {
    case: 'storage-attached',
    hook: { kind: 'storage-attached', storageId: 'data/0' },
    more: { JUJU_HOOK_NAME: 'data-storage-attached', JUJU_STORAGE_ID: 'data/0', JUJU_STORAGE_KIND: 'filesystem' },
  },
  {
    case: 'secret-changed',
    hook: { kind: 'secret-changed', secretId: 'c9ja5ll2k7s0', revision: 2, label: 'db' },
    more: { JUJU_SECRET_ID: 'secret:c9ja5ll2k7s0', JUJU_SECRET_LABEL: 'db' },
  },
  {
    case: 'secret-expired',
    hook: { kind: 'secret-expired', secretId: 'c9ja5ll2k7s0', revision: 2, label: '' },
    more: { JUJU_SECRET_ID: 'secret:c9ja5ll2k7s0', JUJU_SECRET_LABEL: '', JUJU_SECRET_REVISION: '2' },
  },
])('has what belongs to $case', ({ hook, more }) => {
  expect(environment(world(), hook)).toMatchObject(more);
});

it('leaves relation variables out of other hooks, and the revision out of secret-changed', () => {
  expect(environment(world(), { kind: 'start' })).not.toHaveProperty('JUJU_REMOTE_UNIT');
  const secret: Hook = { kind: 'secret-changed', secretId: 'x', revision: 2, label: '' };
  expect(environment(world(), secret)).not.toHaveProperty('JUJU_SECRET_REVISION');
});

const task: Task = {
  id: '4',
  operation: '3',
  kind: 'action',
  name: 'backup',
  unit: 'mysql/0',
  parameters: {},
  command: '',
  relationId: null,
  remoteUnit: null,
  timeout: 0,
  parallel: false,
  executionGroup: '',
  status: 'running',
  message: '',
  results: {},
  log: [],
  enqueued: now,
  started: now,
  completed: null,
};

it('names an action, with an empty hook name', () => {
  expect(environment(world(), null, task)).toMatchObject({
    JUJU_HOOK_NAME: '',
    JUJU_DISPATCH_PATH: 'actions/backup',
    JUJU_ACTION_NAME: 'backup',
    JUJU_ACTION_UUID: '4',
    JUJU_ACTION_TAG: 'action-4',
  });
});

it('gives an exec the relation that it was asked for', () => {
  const exec = { ...task, kind: 'exec' as const, name: 'juju-exec', relationId: 0, remoteUnit: 'wordpress/0' };
  const found = environment(world(), null, exec);
  expect(found).toMatchObject({ JUJU_RELATION_ID: 'db:0', JUJU_REMOTE_UNIT: 'wordpress/0' });
  expect(found).not.toHaveProperty('JUJU_DISPATCH_PATH');
  expect(found).not.toHaveProperty('JUJU_ACTION_NAME');
});

it('passes proxies on, the old settings under the names that programs read', () => {
  const made = world();
  made.model.patchInfo({ config: { 'juju-http-proxy': 'http://p:1', 'http-proxy': 'http://q:2', 'no-proxy': 'a,b' } });
  const found = environment(made, { kind: 'start' });
  expect(found).toMatchObject({
    JUJU_CHARM_HTTP_PROXY: 'http://p:1',
    http_proxy: 'http://q:2',
    HTTP_PROXY: 'http://q:2',
    no_proxy: 'a,b',
  });
  expect(found).not.toHaveProperty('https_proxy');
});

it('differs in Juju 4.0', () => {
  const found = environment(world('4.0.0'), { kind: 'start' });
  expect(found).not.toHaveProperty('JUJU_SLA');
  expect(found).toHaveProperty('JUJU_TRACE_ID');
});
