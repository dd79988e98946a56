/** Which endpoints `integrate` chooses, and what it refuses. */
import { describe, expect, it } from 'vitest';
import {
  checkRelation,
  type FindApplication,
  inferEndpoints,
  relationKey,
} from '../../../../src/emulator/charm/infer-endpoints.ts';
import { readMetadata } from '../../../../src/emulator/charm/metadata.ts';

const jammy = { name: 'ubuntu', channel: '22.04/stable' };
const noble = { name: 'ubuntu', channel: '24.04/stable' };

const charms: Readonly<Record<string, string>> = {
  wordpress:
    'requires: {db: mysql, cache: varnish}\nprovides: {url: http, logging-dir: {interface: logging, scope: container}}',
  mysql: 'provides: {server: mysql}',
  'mysql-admin': 'provides: {server: mysql, admin: mysql}',
  logging:
    'subordinate: true\nrequires: {info: {interface: juju-info, scope: container}, dir: {interface: logging, scope: container}}',
  monitor: 'requires: {info: juju-info}',
  riak: 'peers: {ring: riak}',
  'two-peers': 'peers: {ring: riak, gossip: riak}',
  proxy: 'requires: {reverseproxy: {interface: http, limit: 1}}',
  old: 'subordinate: true\nrequires: {info: {interface: juju-info, scope: container}}',
};

const find: FindApplication = (name) => {
  const body = charms[name];
  if (body === undefined) return undefined;
  const metadata = readMetadata(`name: ${name}\nsummary: s\ndescription: d\n${body}`);
  return { name, metadata, base: name === 'old' ? jammy : noble };
};

const juju3 = { newRelationErrors: false };
const juju4 = { newRelationErrors: true };

describe('integrate', () => {
  it.each([
    ['wordpress mysql', 'wordpress:db mysql:server'],
    ['mysql wordpress', 'wordpress:db mysql:server'],
    ['mysql:server wordpress:db', 'wordpress:db mysql:server'],
    ['wordpress mysql-admin:admin', 'wordpress:db mysql-admin:admin'],
    ['riak', 'riak:ring'],
    ['logging wordpress', 'logging:dir wordpress:logging-dir'],
    ['logging mysql', 'logging:info mysql:juju-info'],
    ['monitor mysql', 'monitor:info mysql:juju-info'],
    ['logging:info wordpress', 'logging:info wordpress:juju-info'],
    ['proxy wordpress', 'proxy:reverseproxy wordpress:url'],
  ])('of %s takes %s', (args, key) => {
    expect(relationKey(inferEndpoints(args.split(' '), find, juju3))).toBe(key);
  });

  it.each([
    ['wordpress nobody', 'application "nobody" not found'],
    ['wordpress:nope mysql', 'application "wordpress" has no "nope" relation'],
    ['wordpress:db mysql:', 'invalid endpoint "mysql:"'],
    [':db mysql', 'invalid endpoint ":db"'],
    ['a:b:c mysql', 'invalid endpoint "a:b:c"'],
    ['wordpress riak', 'no relations found'],
    ['mysql', 'no relations found'],
    ['wordpress wordpress', 'no relations found'],
    ['a b c', 'cannot relate 3 endpoints'],
    [
      'wordpress mysql-admin',
      'ambiguous relation: "wordpress mysql-admin" could refer to "wordpress:db mysql-admin:admin"; "wordpress:db mysql-admin:server"',
    ],
    ['two-peers', 'ambiguous relation: "two-peers" could refer to "two-peers:gossip"; "two-peers:ring"'],
  ])('of %s is refused', (args, message) => {
    expect(() => inferEndpoints(args.split(' '), find, juju3)).toThrow(expect.objectContaining({ message }));
  });

  it('uses the words of Juju 4 when that is played', () => {
    expect(() => inferEndpoints(['wordpress', 'riak'], find, juju4)).toThrow(
      'no compatible endpoints found between applications',
    );
  });
});

describe('a relation', () => {
  const check = (args: string, existing: readonly string[] = []): void => {
    const relations = existing.map((each) => {
      const endpoints = inferEndpoints(each.split(' '), find, juju3);
      return { key: relationKey(endpoints), endpoints };
    });
    checkRelation(inferEndpoints(args.split(' '), find, juju3), find, relations, { saysBase: true });
  };

  it('is made once', () => {
    check('wordpress mysql');
    expect(() => check('wordpress mysql', ['mysql wordpress'])).toThrow(
      'cannot add relation "wordpress:db mysql:server": relation wordpress:db mysql:server already exists',
    );
  });

  it('respects the limit of an endpoint', () => {
    expect(() => check('proxy wordpress', ['proxy wordpress'])).toThrow('already exists');
    const endpoints = inferEndpoints(['proxy', 'wordpress'], find, juju3);
    const other = { key: 'proxy:reverseproxy blog:url', endpoints };
    expect(() => checkRelation(endpoints, find, [other], { saysBase: true })).toThrow(
      'establishing a new relation for proxy:reverseproxy would exceed its maximum relation limit of 1',
    );
  });

  it('of container scope needs one base on both sides', () => {
    check('logging mysql');
    expect(() => check('old mysql')).toThrow(
      `cannot add relation "old:info mysql:juju-info": principal and subordinate applications' bases must match`,
    );
  });
});
