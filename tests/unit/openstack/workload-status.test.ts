import { describe, expect, it } from 'vitest';
import {
  type DependencyFact,
  type WorkloadFacts,
  workloadStatus,
  worseState,
} from '../../../src/openstack/workload-status.ts';

const missing = (name: string): DependencyFact => ({ name, state: 'missing' });
const incomplete = (name: string): DependencyFact => ({ name, state: 'incomplete' });
const invalid = (name: string, ...problems: string[]): DependencyFact => ({ name, state: 'invalid', problems });

describe('the workload status', () => {
  const cases: [string, WorkloadFacts, string, string][] = [
    ['of a ready unit', {}, 'active', 'Unit is ready'],
    [
      'puts a series upgrade before everything',
      { seriesUpgrading: true, paused: true, dependencies: [missing('database')] },
      'blocked',
      'Ready for do-release-upgrade and reboot. Set complete when finished.',
    ],
    [
      'puts a pause before relations',
      { paused: true, dependencies: [missing('database')] },
      'maintenance',
      "Paused. Use 'resume' action to resume normal service.",
    ],
    [
      'blocks a pause during which something still runs',
      { paused: true, running: { services: ['b', 'a'], ports: [44250, 80] } },
      'blocked',
      'Services should be paused but these services running: a, b, these ports which should be closed, but are open: 80, 44250',
    ],
    [
      'lists missing relations sorted',
      { dependencies: [missing('messaging'), missing('database'), { name: 'identity', state: 'ready' }] },
      'blocked',
      'Missing relations: database, messaging',
    ],
    [
      'adds incomplete relations to missing ones',
      { dependencies: [incomplete('identity'), missing('database'), incomplete('astara')] },
      'blocked',
      'Missing relations: database; incomplete relations: astara, identity',
    ],
    [
      'waits when relations are only incomplete',
      { dependencies: [incomplete('identity'), incomplete('astara')] },
      'waiting',
      'Incomplete relations: astara, identity',
    ],
    [
      'blocks with the reason when a peer says something unusable',
      { dependencies: [invalid('database', 'shared-db: mysql/0: db_port: expected a port'), incomplete('identity')] },
      'blocked',
      'Invalid relations: database (shared-db: mysql/0: db_port: expected a port); incomplete relations: identity',
    ],
    [
      'says who has not said what',
      {
        dependencies: [
          { ...incomplete('identity'), gap: 'keystone: service_password' },
          { ...incomplete('database'), gap: 'mysql has no units' },
        ],
      },
      'waiting',
      'Incomplete relations: database (mysql has no units), identity (keystone: service_password)',
    ],
    [
      'names whoever sent several wrong values once',
      { dependencies: [invalid('astara', 'a: api/0: x: wrong', 'a: api/0: y: wrong', 'a: api/1: x: wrong')] },
      'blocked',
      'Invalid relations: astara (a: api/0: x: wrong; y: wrong; a: api/1: x: wrong)',
    ],
    [
      'shows the first three of many problems',
      { dependencies: [invalid('database', 'a', 'b', 'c', 'd', 'e', 'a')] },
      'blocked',
      'Invalid relations: database (a; b; c (and 2 more))',
    ],
    [
      "lets the charm's check raise the state and add its message",
      { dependencies: [incomplete('database')], check: { state: 'blocked', message: 'host name differs' } },
      'blocked',
      'Incomplete relations: database; host name differs',
    ],
    [
      "never lowers the state for the charm's check",
      { dependencies: [missing('database')], check: { state: 'waiting', message: 'no coordination' } },
      'blocked',
      'Missing relations: database; no coordination',
    ],
    ['ignores a check that found nothing', { check: { state: 'active', message: 'fine' } }, 'active', 'Unit is ready'],
    [
      'shows services and ports only when nothing else is wrong',
      { check: { state: 'waiting', message: 'Database not initialised' }, servicesNotRunning: ['astara-orchestrator'] },
      'waiting',
      'Database not initialised',
    ],
    [
      'blocks on services and ports that are down',
      { servicesNotRunning: ['astara-orchestrator'], portsNotOpen: [44250] },
      'blocked',
      'Services not running that should be: astara-orchestrator; Ports which should be open, but are not: 44250',
    ],
    [
      'says which restarts and hooks wait',
      { queuedRestarts: ['b', 'a', 'a'], skippedHooks: ['config-changed'] },
      'active',
      'Unit is ready. Services queued for restart: a, b. Hooks skipped due to disabled auto restarts: config-changed',
    ],
  ];

  it.each(cases)('%s', (_, facts, state, message) => {
    expect(workloadStatus(facts)).toEqual({ state, message });
  });

  it('is ordered unknown, active, maintenance, waiting, blocked', () => {
    expect(worseState('waiting', 'maintenance')).toBe('waiting');
    expect(worseState('active', 'blocked')).toBe('blocked');
    expect(worseState('unknown', 'active')).toBe('active');
  });
});
