/** What orchestrators tell each other: who may restart, who works alone, and what half a bag amounts to. */
import { describe, expect, it } from 'vitest';
import {
  type ClusterUnit,
  databaseToken,
  encodeDecisions,
  encodeUnit,
  lowestUnit,
  nextTurn,
  readCluster,
} from '../../../src/charm/relations/cluster.ts';

const peer = (unit: string): ClusterUnit => ({
  unit,
  host: undefined,
  publicHost: undefined,
  internalHost: undefined,
  adminHost: undefined,
  restartWanted: undefined,
  ready: false,
});

describe('the turn to restart', () => {
  it.each([
    ['goes to the lowest number that waits', undefined, ['a/10', 'a/2'], { unit: 'a/2', since: 1000 }],
    [
      'stays with who has it and still waits',
      { unit: 'a/10', since: 900 },
      ['a/2', 'a/10'],
      { unit: 'a/10', since: 900 },
    ],
    ['passes on when its holder is done', { unit: 'a/2', since: 900 }, ['a/10'], { unit: 'a/10', since: 1000 }],
    ['passes by one that lets it lapse', { unit: 'a/2', since: 100 }, ['a/2', 'a/10'], { unit: 'a/10', since: 1000 }],
    ['is renewed for the only one that waits', { unit: 'a/2', since: 100 }, ['a/2'], { unit: 'a/2', since: 1000 }],
    ["is nobody's when nobody waits", { unit: 'a/2', since: 900 }, [], undefined],
  ] as const)('%s', (_, current, waiting, expected) => {
    expect(nextTurn(current, waiting, 1000)).toEqual(expected);
  });
});

describe('readCluster', () => {
  it('reads back what the leader and the units have written', () => {
    const decisions = {
      metadataSecret: 'a-secret',
      sshPublicKey: 'ssh-ed25519 AAAA x',
      sshPrivateKey: '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
      databaseSynced: databaseToken(3, 'astara', '9.0.0'),
      endpointUnit: 'astara-orchestrator/4',
      restartTurn: { unit: 'astara-orchestrator/4', since: 1234 },
    };
    const unit: ClusterUnit = {
      unit: 'astara-orchestrator/4',
      host: 'node4',
      publicHost: '10.0.0.4',
      internalHost: 'fd00::4',
      adminHost: 'astara.example.com',
      restartWanted: 'abc',
      ready: true,
    };
    const read = readCluster([
      {
        endpoint: 'cluster',
        id: 1,
        remoteApp: 'astara-orchestrator',
        units: [{ unit: unit.unit, bag: encodeUnit(unit) }],
        appBag: encodeDecisions(decisions),
        ours: {},
      },
    ]);
    expect(read).toEqual({ decisions, peers: [unit], problems: [] });
  });

  it('names what it cannot read, without the secret in it', () => {
    const appBag = { 'metadata-secret': 'two words', 'endpoint-unit': 'rubbish' };
    const units = [{ unit: 'a/1', bag: { 'public-host': 'a b' } }];
    const read = readCluster([{ endpoint: 'cluster', id: 1, remoteApp: 'a', units, appBag, ours: {} }]);
    expect(read.decisions.metadataSecret).toBeUndefined();
    expect(read.problems).toHaveLength(3);
    expect(read.problems.join()).not.toContain('two words');
  });

  it('knows nothing without a relation', () => {
    expect(readCluster([])).toMatchObject({ peers: [], problems: [] });
  });
});

describe('lowestUnit', () => {
  it('counts by number, not by text', () => {
    expect(lowestUnit('a/10', [peer('a/9'), peer('a/11')])).toBe('a/9');
  });
});
