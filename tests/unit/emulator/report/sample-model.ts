/** A small model for the reports' tests: mysql and wordpress with ntp beside each wordpress, at a fixed time. */
import { readMetadata } from '../../../../src/emulator/charm/metadata.ts';
import {
  type Application,
  addRelation,
  addUnit,
  type Charm,
  charmEndpoints,
  firstCounters,
  type MachineInfo,
  Model,
  type RelationEndpoint,
  statusInfo,
} from '../../../../src/emulator/model/index.ts';

export const start = Date.UTC(2026, 10, 23, 5, 0, 0);

const base = { name: 'ubuntu', channel: '24.04/stable' };

function charm(name: string, body: string, version = ''): Charm {
  return {
    metadata: readMetadata(`name: ${name}\nsummary: s\ndescription: d\n${body}`),
    options: {
      port: { name: 'port', type: 'int', description: 'The port.', default: 3306 },
      title: { name: 'title', type: 'string', description: 'A title.', default: null },
    },
    actions: {
      restore: {
        name: 'restore',
        description: 'Bring it back.\nSlowly.',
        parallel: false,
        executionGroup: '',
        schema: {},
      },
      backup: { name: 'backup', description: 'Take it away.', parallel: false, executionGroup: '', schema: {} },
    },
    bases: [{ ...base, architectures: ['amd64'] }],
    lxdProfile: null,
    version,
    hasDispatch: true,
    url: `local:${name}-0`,
    revision: 0,
    folder: `charms/${name}-0`,
    origin: `./${name}`,
  };
}

function application(name: string, of: Charm): Application {
  return {
    name,
    life: 'alive',
    charmUrl: of.url,
    charmModifiedVersion: 0,
    subordinate: of.metadata.subordinate,
    base,
    config: {},
    trust: false,
    exposed: false,
    exposedEndpoints: {},
    unitCounter: 0,
    leader: null,
    leaderTerm: 0,
    leaderSettings: {},
    leaderSettingsVersion: 0,
    status: null,
    resources: {},
    bindings: { '': 'alpha' },
    storageDirectives: {},
    constraints: '',
    forceCharm: false,
    created: start,
  };
}

function machine(id: string): MachineInfo {
  return {
    id,
    life: 'alive',
    mode: 'plain',
    hostname: `juju-${id}`,
    instanceId: `plain-${id}`,
    base,
    architecture: 'amd64',
    availabilityZone: '',
    interfaces: [
      {
        name: 'eth0',
        macAddress: '00:16:3e:00:00:01',
        addresses: [{ value: `10.3.0.${10 + Number(id)}`, cidr: '10.3.0.0/24', space: 'alpha' }],
      },
    ],
    agentStatus: statusInfo('started', '', start),
    instanceStatus: statusInfo('running', 'Running', start),
    boot: 1,
    bootId: 'b',
    rebootRequested: false,
    kept: false,
    created: start,
  };
}

function endpoint(model: Model, of: string, name: string): RelationEndpoint {
  const found = charmEndpoints(model.charmOf(of).metadata).find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${of}:${name}`);
  return { ...found, application: of };
}

export function sampleModel(): Model {
  const model = new Model();
  model.create({
    name: 'test',
    uuid: '0f4ee0b9-0000-4000-8000-000000000001',
    controllerName: 'emulator',
    cloudName: 'localhost',
    cloudType: 'manual',
    region: 'localhost',
    owner: 'admin',
    jujuVersion: '3.6.8',
    machineMode: 'plain',
    defaultBase: null,
    architecture: 'amd64',
    created: start,
    destroying: false,
    config: {},
    spaces: { alpha: { id: '0', name: 'alpha', subnets: [] } },
    counters: firstCounters,
    clockOffset: 0,
    updateStatusRound: 0,
  });
  const charms = {
    mysql: charm('mysql', 'provides: {server: mysql}\npeers: {cluster: mysql-ha}', '8.0'),
    wordpress: charm('wordpress', 'requires: {db: mysql}'),
    ntp: charm('ntp', 'subordinate: true\nrequires: {host: {interface: juju-info, scope: container}}'),
  };
  for (const [name, each] of Object.entries(charms)) {
    model.charms.set(each.url, each);
    model.applications.set(name, application(name, each));
  }
  for (const id of ['0', '1']) model.machines.set(id, machine(id));
  addUnit(model, { application: 'mysql', machine: '0', principal: null }, start);
  addUnit(model, { application: 'wordpress', machine: '1', principal: null }, start);
  addUnit(model, { application: 'ntp', machine: '1', principal: 'wordpress/0' }, start);
  addRelation(model, [endpoint(model, 'mysql', 'cluster')], start);
  addRelation(model, [endpoint(model, 'wordpress', 'db'), endpoint(model, 'mysql', 'server')], start);
  addRelation(model, [endpoint(model, 'ntp', 'host'), endpoint(model, 'wordpress', 'juju-info')], start);
  model.units.patch('mysql/0', {
    workloadStatus: statusInfo('active', 'ready', start),
    agentStatus: statusInfo('idle', '', start),
    workloadVersion: '8.0.39-0ubuntu0.24.04',
    ports: [
      { from: 3306, to: 3306, protocol: 'tcp', endpoint: '' },
      { from: 53, to: 55, protocol: 'udp', endpoint: 'server' },
    ],
  });
  model.units.patch('wordpress/0', { agentStatus: statusInfo('executing', 'running config-changed hook', start) });
  model.units.patch('ntp/0', {
    agentStatus: statusInfo('error', 'hook failed: "install"', start, { hook: 'install' }),
  });
  model.relations.patch('0', { status: statusInfo('joined', '', start) });
  return model;
}
