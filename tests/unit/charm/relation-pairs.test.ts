/** `juju add-relation astara-orchestrator X` with the endpoints of the real X: one pair each, by Juju's own rules. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FindApplication, inferEndpoints, relationKey } from '../../../src/emulator/charm/infer-endpoints.ts';
import { readMetadata } from '../../../src/emulator/charm/metadata.ts';

const ours = readFileSync(new URL('../../../metadata.yaml', import.meta.url), 'utf8');
const c = (name: string): string => `{interface: ${name}, scope: container}`;

/** Endpoints as the peers' own metadata has them. */
const peers: Readonly<Record<string, string>> = {
  'nova-compute': `
provides: {cloud-compute: nova-compute, nrpe-external-master: ${c('nrpe-external-master')}}
requires: {amqp: rabbitmq, image-service: glance, ceph: ceph-client, lxd: ${c('containers')}, neutron-plugin: ${c('neutron-plugin')}, cloud-credentials: keystone-credentials}
peers: {compute-peer: nova}`,
  'percona-cluster': `
provides: {db: mysql, db-admin: mysql-root, shared-db: mysql-shared, nrpe-external-master: ${c('nrpe-external-master')}}
requires: {ha: ${c('hacluster')}}
peers: {cluster: percona-cluster}`,
  'mysql-innodb-cluster': `
provides: {shared-db: mysql-shared, db-router: mysql-router, db-monitor: ${c('mysql-monitor')}, prometheus: http}
requires: {certificates: tls-certificates}
peers: {cluster: mysql-innodb-cluster}`,
  'mysql-router': `
subordinate: true
provides: {shared-db: ${c('mysql-shared')}}
requires: {juju-info: ${c('juju-info')}, db-router: mysql-router}`,
  'rabbitmq-server': `
provides: {amqp: rabbitmq, nrpe-external-master: ${c('nrpe-external-master')}, scrape: http}
requires: {ha: ${c('hacluster')}, certificates: tls-certificates}
peers: {cluster: rabbitmq-ha}`,
  keystone: `
provides: {nrpe-external-master: ${c('nrpe-external-master')}, identity-service: keystone, identity-notifications: keystone-notifications, identity-admin: keystone-admin, identity-credentials: keystone-credentials}
requires: {shared-db: mysql-shared, ha: ${c('hacluster')}, certificates: tls-certificates}
peers: {cluster: keystone-ha}`,
  'astara-neutron-api': `
subordinate: true
provides: {astara-orchestrator: astara-orchestrator}
requires: {neutron-plugin-api-subordinate: ${c('neutron-plugin-api-subordinate')}, identity-service: keystone}`,
  zookeeper: `
provides: {zookeeper: zookeeper, nrpe-external-master: ${c('nrpe-external-master')}, local-monitors: ${c('local-monitors')}}
peers: {zkpeer: zookeeper-quorum}`,
  'zookeeper-operator': `
provides: {zookeeper: zookeeper, cos-agent: cos_agent}
requires: {certificates: tls-certificates, s3-credentials: s3}
peers: {cluster: cluster}`,
  memcached: `
provides: {cache: memcache, munin: munin-node, nrpe-external-master: ${c('nrpe-external-master')}}`,
  'memcached-k8s': 'provides: {memcache: memcache}',
  vault: `
provides: {nrpe-external-master: ${c('nrpe-external-master')}, secrets: vault-kv, certificates: tls-certificates}
requires: {db: pgsql, shared-db: mysql-shared, ha: ${c('hacluster')}}
peers: {cluster: vault-ha}`,
  nrpe: `
subordinate: true
provides: {monitors: monitors}
requires: {general-info: ${c('juju-info')}, local-monitors: ${c('local-monitors')}, nrpe-external-master: ${c('nrpe-external-master')}}`,
};

const base = { name: 'ubuntu', channel: '22.04/stable' };
const find: FindApplication = (name) => {
  if (name === 'astara-orchestrator') return { name, metadata: readMetadata(ours), base };
  const body = peers[name];
  if (body === undefined) return undefined;
  return { name, metadata: readMetadata(`name: ${name}\nsummary: s\ndescription: d\n${body}`), base };
};

describe('a relation with', () => {
  it.each([
    ['nova-compute', 'neutron-plugin', 'neutron-plugin'],
    ['percona-cluster', 'shared-db', 'shared-db'],
    ['mysql-innodb-cluster', 'shared-db', 'shared-db'],
    ['mysql-router', 'shared-db', 'shared-db'],
    ['rabbitmq-server', 'amqp', 'amqp'],
    ['keystone', 'identity-service', 'identity-service'],
    ['astara-neutron-api', 'astara-orchestrator', 'astara-orchestrator'],
    ['zookeeper', 'zookeeper', 'zookeeper'],
    ['zookeeper-operator', 'zookeeper', 'zookeeper'],
    ['memcached', 'cache', 'cache'],
    ['memcached-k8s', 'cache', 'memcache'],
    ['vault', 'certificates', 'certificates'],
    ['nrpe', 'nrpe-external-master', 'nrpe-external-master'],
  ])('%s needs no endpoint named', (peer, our, their) => {
    for (const args of [
      ['astara-orchestrator', peer],
      [peer, 'astara-orchestrator'],
    ]) {
      const key = relationKey(inferEndpoints(args, find, { newRelationErrors: false }));
      expect(key.split(' ').sort()).toEqual([`astara-orchestrator:${our}`, `${peer}:${their}`].sort());
    }
  });
});
