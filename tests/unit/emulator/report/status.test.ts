/** `juju status` in columns and as documents. */
import { describe, expect, it } from 'vitest';
import { printDocument } from '../../../../src/emulator/report/document.ts';
import { statusDocument } from '../../../../src/emulator/report/status-document.ts';
import { filterStatus } from '../../../../src/emulator/report/status-filter.ts';
import { tabularStatus } from '../../../../src/emulator/report/status-tabular.ts';
import { statusView } from '../../../../src/emulator/report/status-view.ts';
import { utc } from '../../../../src/emulator/report/time.ts';
import { sampleModel, start } from './sample-model.ts';

const later = start + 31 * 60_000 + 50_000;

/** Marks the blanks at the end of a line, which Juju prints and editors eat. */
function shown(text: string): string {
  return text.replace(/ +$/gm, (blanks) => '.'.repeat(blanks.length));
}

describe('tabular status', () => {
  it('is laid out as Juju lays it out', () => {
    expect(shown(tabularStatus(statusView(sampleModel(), later), { relations: true, zone: utc }))).toBe(
      shown(
        [
          'Model  Controller  Cloud/Region         Version  SLA          Timestamp',
          'test   emulator    localhost/localhost  3.6.8    unsupported  05:31:50Z',
          '',
          'App        Version          Status   Scale  Charm      Channel  Rev  Exposed  Message',
          'mysql      8.0.39-0ubun...  active       1  mysql                 0  no       ready',
          'ntp                         error        1  ntp                   0  no       hook failed: "install"',
          'wordpress                   waiting      1  wordpress             0  no       waiting for machine',
          '',
          'Unit          Workload  Agent      Machine  Public address  Ports               Message',
          'mysql/0*      active    idle       0        10.3.0.10       3306/tcp 53-55/udp  ready',
          'wordpress/0*  waiting   executing  1        10.3.0.11                           (config-changed) waiting for machine',
          '  ntp/0*      error     idle       1        10.3.0.11                           hook failed: "install"',
          '',
          'Machine  State    Address    Inst id  Base          AZ  Message',
          '0        started  10.3.0.10  plain-0  ubuntu@24.04      Running',
          '1        started  10.3.0.11  plain-1  ubuntu@24.04      Running',
          '',
          'Integration provider  Requirer       Interface  Type         Message',
          'mysql:cluster         mysql:cluster  mysql-ha   peer         ',
          'mysql:server          wordpress:db   mysql      regular      joining',
          'wordpress:juju-info   ntp:host       juju-info  subordinate  joining',
          '',
        ].join('\n'),
      ),
    );
  });

  it('names the relations as Juju 2.9 did when that is played', () => {
    const model = sampleModel();
    model.patchInfo({ jujuVersion: '2.9.51' });
    expect(tabularStatus(statusView(model, later), { relations: true, zone: utc })).toContain('Relation provider');
  });

  it('shows only the header of an empty model', () => {
    const model = sampleModel();
    for (const table of [model.applications, model.units, model.machines, model.relations])
      for (const key of table.keys()) table.delete(key);
    expect(tabularStatus(statusView(model, later), { relations: true, zone: utc }).split('\n')).toHaveLength(3);
  });
});

describe('a selector of status', () => {
  const units = (...selectors: string[]) =>
    filterStatus(statusView(sampleModel(), later), selectors).applications.flatMap((each) => [
      each.name,
      ...each.units.flatMap((unit) => [unit.name, ...unit.subordinates.map((subordinate) => subordinate.name)]),
    ]);

  it.each([
    ['mysql', ['mysql', 'mysql/0']],
    ['mysql/*', ['mysql', 'mysql/0']],
    ['ntp', ['ntp', 'wordpress', 'wordpress/0', 'ntp/0']],
    ['1', ['ntp', 'wordpress', 'wordpress/0', 'ntp/0']],
    ['active', ['mysql', 'mysql/0']],
    ['nobody', []],
  ])('%s keeps what it names', (selector, kept) => {
    expect(units(selector)).toEqual(kept);
  });
});

describe('status as a document', () => {
  const model = sampleModel();
  const document = statusDocument(statusView(model, later), utc);

  it('holds applications, units under their principals, and machines', () => {
    const parsed = JSON.parse(printDocument('json', document));
    expect(Object.keys(parsed)).toEqual(['model', 'machines', 'applications', 'storage', 'controller']);
    expect(parsed.model).toMatchObject({ name: 'test', type: 'iaas', version: '3.6.8', sla: 'unsupported' });
    expect(parsed.applications.mysql).toMatchObject({
      charm: 'local:mysql-0',
      base: { name: 'ubuntu', channel: '24.04' },
      'charm-rev': 0,
      exposed: false,
      'application-status': { current: 'active', message: 'ready', since: '23 Nov 2026 05:00:00Z' },
      relations: {
        cluster: [{ 'related-application': 'mysql', interface: 'mysql-ha', scope: 'global' }],
        server: [{ 'related-application': 'wordpress', interface: 'mysql', scope: 'global' }],
      },
      'endpoint-bindings': { '': 'alpha', cluster: 'alpha', server: 'alpha' },
    });
    expect(parsed.applications.mysql.units['mysql/0']).toMatchObject({
      leader: true,
      machine: '0',
      'open-ports': ['3306/tcp', '53-55/udp'],
      'juju-status': { current: 'idle', version: '3.6.8' },
    });
    expect(parsed.applications.wordpress.units['wordpress/0'].subordinates['ntp/0']).toMatchObject({
      'workload-status': { current: 'error', message: 'hook failed: "install"' },
    });
    expect(parsed.applications.wordpress.units['wordpress/0'].subordinates['ntp/0']).not.toHaveProperty('machine');
    expect(parsed.applications.ntp).toMatchObject({ 'subordinate-to': ['wordpress'] });
    expect(parsed.applications.ntp).not.toHaveProperty('units');
    expect(parsed.machines['0']).toMatchObject({ 'dns-name': '10.3.0.10', 'instance-id': 'plain-0' });
    expect(parsed.controller.timestamp).toBe('05:31:50Z');
  });

  it('is the same in YAML, with the fields in order', () => {
    expect(printDocument('yaml', document).split('\n').slice(0, 9)).toEqual([
      'model:',
      '  name: test',
      '  type: iaas',
      '  controller: emulator',
      '  cloud: localhost',
      '  region: localhost',
      '  version: 3.6.8',
      '  model-status:',
      '    current: available',
    ]);
  });
});
