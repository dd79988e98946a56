/** The short forms of `juju status`. */
import { describe, expect, it } from 'vitest';
import type { WorkloadStatusName } from '../../../../src/emulator/model/index.ts';
import { groupedPorts } from '../../../../src/emulator/report/port-text.ts';
import { onelineStatus, summaryStatus } from '../../../../src/emulator/report/status-brief.ts';
import { applicationStatus, statusView } from '../../../../src/emulator/report/status-view.ts';
import { sampleModel, start } from './sample-model.ts';

describe('open ports', () => {
  it.each([
    [['443/tcp', '80/tcp'], '80,443/tcp'],
    [['8774/tcp', '8775/tcp', '8776/tcp'], '8774-8776/tcp'],
    [['53/udp', '3306/tcp'], '3306/tcp 53/udp'],
    [['10-20/udp', '80/tcp', '81/tcp', '443/tcp'], '80-81,443/tcp 10-20/udp'],
    [['icmp', '80/tcp'], '80/tcp icmp'],
    [['9/tcp', '10/tcp'], '9,10/tcp'],
    [[], ''],
  ])('%j are %s', (ports, text) => {
    expect(groupedPorts(ports)).toBe(text);
  });
});

describe('status in a line for each unit', () => {
  it('has subordinates below their principals', () => {
    expect(onelineStatus(statusView(sampleModel(), start))).toBe(
      [
        '- mysql/0: 10.3.0.10 (agent:idle, workload:active) 3306/tcp 53-55/udp',
        '- wordpress/0: 10.3.0.11 (agent:executing, workload:waiting)',
        '  - ntp/0: 10.3.0.11 (agent:idle, workload:error)',
        '',
      ].join('\n'),
    );
  });
});

describe('status as a summary', () => {
  it('counts machines, units and applications', () => {
    expect(summaryStatus(statusView(sampleModel(), start))).toBe(
      [
        'Running on subnets:  10.3.0.10/8         ',
        ' Utilizing ports:    3306/tcp 53-55/udp  ',
        '      # Machines:  (2)',
        '         started:   2 ',
        '                 ',
        '         # Units:  (3)',
        '          active:   1 ',
        '           error:   1 ',
        '         waiting:   1 ',
        '                 ',
        '  # Applications:  (3)',
        '            mysql  0/1  exposed',
        '              ntp  0/1  exposed',
        '        wordpress  0/1  exposed',
        '                 ',
        '        # Remote:  (0)',
        '',
      ].join('\n'),
    );
  });
});

describe("an application's status", () => {
  const withUnits = (statuses: readonly WorkloadStatusName[]) => {
    const model = sampleModel();
    const unit = model.units.get('mysql/0');
    const application = model.applications.patch('mysql', { status: null });
    model.units.delete(unit.name);
    statuses.forEach((status, number) => {
      const workloadStatus = { ...unit.workloadStatus, status, message: `${status} ${number}` };
      model.units.set(`mysql/${number}`, { ...unit, name: `mysql/${number}`, number, workloadStatus });
    });
    return applicationStatus(model, application);
  };

  const cases: readonly (readonly [readonly WorkloadStatusName[], string])[] = [
    [['waiting', 'maintenance'], 'maintenance 1'],
    [['active', 'waiting', 'blocked', 'maintenance'], 'blocked 2'],
    [['terminated', 'active'], 'active 1'],
    [['blocked', 'blocked'], 'blocked 0'],
    [['unknown'], ''],
    [[], ''],
  ];

  it.each(cases)('of units that are %j is the worst of theirs', (statuses, message) => {
    expect(withUnits(statuses).message).toBe(message);
  });

  it('is what its leader has set, whatever its units are', () => {
    const model = sampleModel();
    const status = { status: 'waiting', message: 'for the rest', since: start, data: {} } as const;
    const application = model.applications.patch('mysql', { status });
    expect(applicationStatus(model, application)).toMatchObject({ current: 'waiting', message: 'for the rest' });
  });
});
