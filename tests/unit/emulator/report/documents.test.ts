/** What the looking commands print: units, settings, logs, histories, operations, secrets, storage. */
import { describe, expect, it } from 'vitest';
import type { LogLine, Model, Secret, StatusRecord, Task } from '../../../../src/emulator/model/index.ts';
import { enterScope, writeApplicationBag, writeUnitBag } from '../../../../src/emulator/model/index.ts';
import {
  applicationDocument,
  configDocument,
  configValue,
} from '../../../../src/emulator/report/application-document.ts';
import { actionsTable } from '../../../../src/emulator/report/charm-tables.ts';
import { columns } from '../../../../src/emulator/report/columns.ts';
import { printDocument } from '../../../../src/emulator/report/document.ts';
import { type LogFilter, lineTest, logText, parseLog } from '../../../../src/emulator/report/log-lines.ts';
import {
  operationDocument,
  operationStatus,
  operationsTable,
  plainTask,
} from '../../../../src/emulator/report/operation-document.ts';
import { secretDocument, secretsTable } from '../../../../src/emulator/report/secret-document.ts';
import { historyTable, parseHistory, selectHistory } from '../../../../src/emulator/report/status-history.ts';
import { sizeText } from '../../../../src/emulator/report/storage-view.ts';
import { clockTime, dateTime, utc } from '../../../../src/emulator/report/time.ts';
import { unitDocument } from '../../../../src/emulator/report/unit-document.ts';
import { sampleModel, start } from './sample-model.ts';

const json = (value: Parameters<typeof printDocument>[1]) => JSON.parse(printDocument('json', value));

function joined(): Model {
  const model = sampleModel();
  for (const unit of ['mysql/0', 'wordpress/0']) enterScope(model, model.relation(1), model.units.get(unit));
  writeUnitBag(model, 1, 'mysql/0', { host: 'db' });
  writeApplicationBag(model, 1, 'mysql', { ready: 'yes' });
  return model;
}

const everyLine: LogFilter = { include: [], exclude: [], includeModule: [], excludeModule: [], level: 'TRACE' };

describe('show-unit', () => {
  it('shows the bags of both sides', () => {
    const model = joined();
    const options = { endpoint: 'db', relatedUnit: '', applicationOnly: false };
    const shown = json(unitDocument(model, model.units.get('wordpress/0'), options));
    expect(shown).toMatchObject({ machine: '1', 'opened-ports': [], charm: 'local:wordpress-0', leader: true });
    expect(shown['relation-info']).toHaveLength(1);
    expect(shown['relation-info'][0]).toMatchObject({
      'relation-id': 1,
      endpoint: 'db',
      'related-endpoint': 'server',
      'application-data': { ready: 'yes' },
      'local-unit': { 'in-scope': true },
      'related-units': { 'mysql/0': { 'in-scope': true, data: { host: 'db', 'private-address': '10.3.0.10' } } },
    });
  });

  it('leaves the units out when only applications are asked for', () => {
    const model = joined();
    const options = { endpoint: '', relatedUnit: '', applicationOnly: true };
    const [cluster] = json(unitDocument(model, model.units.get('mysql/0'), options))['relation-info'];
    expect(Object.keys(cluster)).toEqual(['relation-id', 'endpoint', 'related-endpoint', 'application-data']);
  });
});

describe('config and show-application', () => {
  it('say where a value comes from', () => {
    const model = sampleModel();
    const application = model.applications.patch('mysql', { config: { port: 4000 } });
    const { settings } = json(configDocument(model, application));
    expect(settings.port).toEqual({
      default: 3306,
      description: 'The port.',
      source: 'user',
      type: 'int',
      value: 4000,
    });
    expect(settings.title).toEqual({ description: 'A title.', source: 'unset', type: 'string' });
    expect([configValue(model, application, 'port'), configValue(model, application, 'title')]).toEqual([4000n, null]);
    expect([configValue(model, application, 'trust'), configValue(model, application, 'nope')]).toEqual([
      false,
      undefined,
    ]);
  });

  it('name the application', () => {
    const model = sampleModel();
    expect(json(applicationDocument(model, model.applications.get('ntp')))).toMatchObject({
      charm: 'ntp',
      base: 'ubuntu@24.04',
      principal: false,
      'endpoint-bindings': { host: 'alpha' },
    });
  });
});

describe('debug-log', () => {
  const line: LogLine = {
    time: start,
    entity: 'unit-mysql-0',
    level: 'INFO',
    module: 'unit.mysql/0.juju-log',
    message: 'hello',
  };

  it('prints lines as Juju does', () => {
    const layout = { date: false, milliseconds: false, utc: true };
    expect(logText(line, layout)).toBe('unit-mysql-0: 05:00:00 INFO unit.mysql/0.juju-log hello\n');
    expect(logText(line, { date: true, milliseconds: true, utc: true })).toContain('2026-11-23 05:00:00.000 INFO');
  });

  const filters: readonly (readonly [Partial<LogFilter>, boolean])[] = [
    [{}, true],
    [{ include: ['mysql/0'] }, true],
    [{ include: ['mysql'] }, true],
    [{ include: ['unit-mysql-*'] }, true],
    [{ include: ['unit-my'] }, false],
    [{ include: ['mysql/1'] }, false],
    [{ include: ['0'] }, false],
    [{ exclude: ['mysql/0'] }, false],
    [{ level: 'WARNING' }, false],
    [{ level: 'DEBUG' }, true],
    [{ includeModule: ['unit'] }, true],
    [{ includeModule: ['unit.mysql/0.juju-log'] }, true],
    [{ includeModule: ['unit.mysql/0.juju'] }, false],
    [{ excludeModule: ['unit'] }, false],
  ];
  it.each(filters)('with %j keeps the line: %s', (filter, isKept) => {
    expect(lineTest({ ...everyLine, ...filter })(line)).toBe(isKept);
  });

  it('passes over a line that was cut off', () => {
    expect(parseLog(`${JSON.stringify(line)}\n{"time":1,"ent`)).toEqual([line]);
  });
});

describe('show-status-log', () => {
  const records: readonly StatusRecord[] = [
    { entity: 'a/0', kind: 'workload', status: 'waiting', message: 'for b', since: start, data: {} },
    {
      entity: 'a/0',
      kind: 'juju-unit',
      status: 'executing',
      message: 'running update-status hook',
      since: start + 1,
      data: {},
    },
    { entity: 'a/1', kind: 'workload', status: 'active', message: '', since: start + 2, data: {} },
    { entity: 'a/0', kind: 'workload', status: 'active', message: 'ready', since: start + 3, data: {} },
  ];
  const all = {
    entity: 'a/0',
    kinds: ['workload', 'juju-unit'],
    last: 0,
    since: 0,
    includeUpdateStatus: false,
  } as const;

  it('keeps what is asked for', () => {
    const words = (filter: Partial<Parameters<typeof selectHistory>[1]>) =>
      selectHistory(records, { ...all, ...filter }).map((record) => record.status);
    expect(words({})).toEqual(['waiting', 'active']);
    expect(words({ includeUpdateStatus: true })).toEqual(['waiting', 'executing', 'active']);
    expect(words({ last: 1 })).toEqual(['active']);
    expect(words({ since: start + 1 })).toEqual(['active']);
    expect(parseHistory(records.map((record) => JSON.stringify(record)).join('\n'))).toEqual(records);
  });

  it('is a table', () => {
    expect(historyTable(records.slice(0, 1), utc)).toBe(
      'Time                   Type      Status   Message\n23 Nov 2026 05:00:00Z  workload  waiting  for b\n',
    );
  });
});

describe('operations', () => {
  const task: Task = {
    id: '2',
    operation: '1',
    kind: 'action',
    name: 'backup',
    unit: 'mysql/0',
    parameters: { level: 3 },
    command: '',
    relationId: null,
    remoteUnit: null,
    timeout: 0,
    parallel: false,
    executionGroup: '',
    status: 'completed',
    message: '',
    results: { 'return-code': 0, stdout: 'done', size: { bytes: '5' }, file: 'x' },
    log: [{ time: start, message: 'working' }],
    enqueued: start,
    started: start,
    completed: start + 1000,
  };
  const model = sampleModel();
  model.tasks.set('2', task);
  const operation = { id: '1', summary: 'backup run on unit-mysql-0', tasks: ['2'], enqueued: start };
  model.operations.set('1', operation);

  it('are shown with their tasks', () => {
    expect(json(operationDocument(model, operation))).toMatchObject({
      summary: 'backup run on unit-mysql-0',
      status: 'completed',
      action: { name: 'backup', parameters: { level: 3 } },
      timing: { enqueued: '2026-11-23 05:00:00 +0000 UTC', completed: '2026-11-23 05:00:01 +0000 UTC' },
      tasks: { '2': { host: 'mysql/0', log: ['2026-11-23 05:00:00 +0000 UTC working'] } },
    });
    expect(operationsTable(model, [operation])).toBe(
      'ID  Status     Started              Finished             Task IDs  Summary\n' +
        '1   completed  2026-11-23T05:00:00  2026-11-23T05:00:01  2         backup run on unit-mysql-0\n',
    );
  });

  it('are as far as their slowest task', () => {
    expect(operationStatus([task, { ...task, status: 'running' }])).toBe('running');
    expect(operationStatus([task, { ...task, status: 'failed' }])).toBe('failed');
  });

  it('show a result to a person without the return code', () => {
    expect(plainTask(task)).toBe('file: x\nsize:\n  bytes: 5\n\ndone\n');
    expect(plainTask({ ...task, results: { 'return-code': 0 } })).toBe('');
  });
});

describe('secrets', () => {
  const secret: Secret = {
    id: 'cjmvq3jnvb4c6f1k8l10',
    owner: { kind: 'application', name: 'mysql' },
    label: 'password',
    description: '',
    rotatePolicy: 'daily',
    nextRotate: start + 86_400_000,
    rotateOwed: false,
    revisions: [
      { revision: 1, content: { word: 'b25l' }, created: start, expires: null },
      { revision: 2, content: { word: 'dHdv' }, created: start, expires: start + 1000 },
    ],
    grants: [],
    consumers: {},
    created: start,
    updated: start,
  };

  it('hide their content unless it is asked for', () => {
    const hidden = json(
      secretDocument(sampleModel(), secret, {
        reveal: false,
        revisions: false,
        revision: 0,
        access: false,
      }),
    );
    expect(hidden).toEqual({
      revision: 2,
      expires: '2026-11-23T05:00:01Z',
      rotation: 'daily',
      rotates: '2026-11-24T05:00:00Z',
      owner: 'mysql',
      label: 'password',
      created: '2026-11-23T05:00:00Z',
      updated: '2026-11-23T05:00:00Z',
    });
    expect(
      json(
        secretDocument(sampleModel(), secret, {
          reveal: true,
          revisions: true,
          revision: 1,
          access: false,
        }),
      ),
    ).toMatchObject({
      revision: 2,
      content: { word: 'one' },
      revisions: [{ revision: 1 }, { revision: 2 }],
    });
    expect(secretsTable([secret], start + 150_000)).toMatch(
      /cjmvq3jnvb4c6f1k8l10 {2}- {5}mysql {2}daily +2 {2}2 minutes ago/,
    );
  });
});

describe('tables and times', () => {
  it('set columns without padding the last', () => {
    expect(
      columns(
        [
          ['a', 'bb', 'c'],
          ['aaa', 'b', ''],
        ],
        { right: [1] },
      ),
    ).toBe('a    bb  c\naaa   b  \n');
  });

  it('list actions by name with the first line of what they do', () => {
    expect(actionsTable(sampleModel().charmOf('mysql'))).toBe(
      'Action   Description\nbackup   Take it away.\nrestore  Bring it back.\n',
    );
  });

  it('write times in the zone of the user', () => {
    const india = (): number => 330;
    expect(clockTime(start, india)).toBe('10:30:00+05:30');
    expect(dateTime(start, () => -480)).toBe('22 Nov 2026 21:00:00-08:00');
  });

  it.each([
    [512, '512 MiB'],
    [1024, '1.0 GiB'],
    [1536, '1.5 GiB'],
    [1024 * 1024, '1.0 TiB'],
  ])('write %d MiB as %s', (size, text) => {
    expect(sizeText(size)).toBe(text);
  });
});
