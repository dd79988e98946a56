/** `juju` as a user types it, on plain machines: what it does, what it prints, and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type World } from './cli-world.ts';

let world: World;

beforeAll(async () => {
  world = makeWorld();
  world.charm(
    'mysql',
    'provides: {server: mysql}\npeers: {cluster: mysql-ha}\nresources: {tool: {type: file, filename: tool.txt}}',
    `hooks/config-changed) if [ "$(config-get title)" = fail ]; then echo broken >&2; exit 3; fi ;;
hooks/server-relation-joined) relation-set host=db ;;
hooks/upgrade-charm) status-set active upgraded ;;
actions/backup) action-log working; action-set file="$(action-get outfile)" ;;
actions/break) echo no; exit 4 ;;
actions/tool) cat "$(resource-get tool)" ;;`,
  );
  world.write('mysql/config.yaml', 'options:\n  port: {type: int, default: 3306}\n  title: {type: string}\n');
  world.write(
    'mysql/actions.yaml',
    'backup: {description: Take it away., params: {outfile: {type: string, default: x.tgz}}}\nbreak: {}\ntool: {}\n',
  );
  world.charm('wordpress', 'requires: {db: mysql}');
  world.charm('ntp', 'subordinate: true\nrequires: {host: {interface: juju-info, scope: container}}');
  await world.done('deploy', './mysql');
  await world.done('deploy', './wordpress', 'blog');
});

afterAll(() => world.destroy());

describe('juju', () => {
  it('deploys, relates and shows what came of it', async () => {
    await world.done('integrate', 'blog', 'mysql');
    await world.done('deploy', './ntp');
    await world.done('add-relation', 'ntp', 'blog');
    const { applications } = await world.status();
    expect(applications['mysql']?.['application-status']).toMatchObject({ current: 'active', message: 'ready' });
    expect(Object.keys(applications['blog']?.units?.['blog/0']?.subordinates ?? {})).toEqual(['ntp/0']);
    const unit = await world.done('show-unit', 'blog/0', '--endpoint', 'db', '--format', 'json');
    expect(JSON.parse(unit)['blog/0']['relation-info'][0]['related-units']['mysql/0'].data.host).toBe('db');
    expect(await world.done('status', '--relations')).toMatch(/mysql:server +blog:db +mysql +regular/);
  });

  it('shows hooks while they run, in words or as JSON', async () => {
    const told = await world.juju('config', 'mysql', 'port=3307');
    expect(told).toMatchObject({ code: 0, stdout: '' });
    expect(told.stderr).toMatch(/mysql\/0 +config-changed +\d+ms\nsettled after \d+ms: 1 hook\n/);
    const json = await world.juju('config', 'mysql', 'port=3308', '--progress', 'json');
    const events = json.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map((event) => event.type)).toEqual(['hook-started', 'hook-ended', 'settled']);
    expect(await world.juju('config', 'mysql', 'port=3309', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('reads, sets, resets and loads settings', async () => {
    world.write('title.txt', 'from a file\n');
    world.write('settings.yaml', 'mysql: {port: 4000}\n');
    await world.done('config', 'mysql', 'title=@title.txt');
    expect(await world.done('config', 'mysql', 'title')).toBe('from a file\n\n');
    await world.done('config', 'mysql', '--file', 'settings.yaml');
    expect(await world.done('config', 'mysql', 'port')).toBe('4000\n');
    await world.jujuWithInput('mysql: {port: 4001}', 'config', 'mysql', '--file', '-');
    expect(await world.done('config', 'mysql', 'port', '--format', 'json')).toBe('4001\n');
    await world.done('config', 'mysql', '--reset', 'port,title');
    expect(await world.done('config', 'mysql', 'port')).toBe('3306\n');
    expect(await world.done('config', 'mysql')).toContain('source: unset');
  });

  it('puts a unit into error with its failed hook shown, and resolves it', async () => {
    const failed = await world.juju('config', 'mysql', 'title=fail');
    expect(failed.stderr).toContain('FAILED: exit status 3\n    broken\n');
    expect(failed.stderr).toContain('mysql/0 is in error: hook failed: "config-changed"');
    expect((await world.status()).applications['mysql']?.['application-status']).toMatchObject({
      current: 'error',
      message: 'hook failed: "config-changed"',
    });
    await world.done('config', 'mysql', '--reset', 'title', '--no-wait');
    await world.done('resolved', 'mysql/0');
    expect((await world.status()).applications['mysql']?.['application-status'].current).toBe('active');
    expect((await world.juju('resolved', 'mysql/0')).stderr).toBe('ERROR unit "mysql/0" is not in an error state\n');
  });

  it('passes over a failed hook when it is resolved without a retry', async () => {
    await world.done('config', 'mysql', 'title=fail');
    const passed = await world.juju('resolved', '--no-retry', 'mysql/0');
    expect(passed.stderr).not.toContain('config-changed');
    expect((await world.status()).applications['mysql']?.['application-status'].current).toBe('active');
    await world.done('config', 'mysql', '--reset', 'title');
  });

  it('queues with --no-wait and settles afterwards', async () => {
    const queued = await world.juju('config', 'mysql', 'port=5000', '--no-wait');
    expect(queued).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await world.juju('settle')).stderr).toContain('config-changed');
    await world.done('config', 'mysql', '--reset', 'port');
  });

  it('runs actions, and shows their results and failures', async () => {
    expect(await world.done('run', 'mysql/leader', 'backup', 'outfile=y.tgz')).toBe('file: y.tgz\n');
    const document = JSON.parse(await world.done('run', 'mysql/0', 'backup', '--format', 'json'));
    expect(document['mysql/0']).toMatchObject({
      status: 'completed',
      results: { file: 'x.tgz', 'return-code': 0 },
      unit: 'mysql/0',
    });
    const failed = await world.juju('run', 'mysql/0', 'break');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(
      `ERROR the following task failed:\n - id "${Number(document['mysql/0'].id) + 2}" with return code 4`,
    );
    const background = await world.juju('run', 'mysql/0', 'backup', '--background');
    expect(background.stderr).toContain('Scheduled operation');
    expect((await world.juju('settle')).stderr).toContain('action backup');
    expect(await world.done('operations')).toContain('backup run on unit-mysql-0');
  });

  it('runs commands in a hook context', async () => {
    expect(await world.done('exec', '--unit', 'mysql/0', '--', 'relation-ids', 'server')).toBe('server:1\n');
    expect(await world.done('exec', '-a', 'mysql', 'echo -n "$JUJU_UNIT_NAME"')).toBe('mysql/0');
  });

  it('copies files to machines and back', async () => {
    world.write('note.txt', 'a note');
    const there = `${world.folder}/there.txt`;
    await world.done('scp', './note.txt', `mysql/0:${there}`);
    await world.done('scp', `0:${there}`, './back.txt');
    expect(await world.done('exec', '-u', 'mysql/0', `cat ${world.folder}/back.txt`)).toBe('a note');
    expect((await world.juju('scp', 'mysql/0:/nowhere', '.')).stderr).toContain('no such file or directory');
    expect(await world.juju('scp', 'one')).toMatchObject({
      code: 2,
      stderr: 'ERROR at least two arguments required\n',
    });
  });

  it('attaches resources and refreshes charms', async () => {
    world.write('tool.txt', 'a tool\n');
    expect((await world.juju('run', 'mysql/0', 'tool')).code).toBe(1);
    await world.done('attach-resource', 'mysql', 'tool=./tool.txt');
    expect(await world.done('run', 'mysql/0', 'tool')).toBe('a tool\n');
    expect((await world.juju('refresh', 'mysql')).stderr).toContain('already up-to-date');
    world.write('mysql/README', 'something new');
    await world.done('refresh', 'mysql', '--path', './mysql');
    const { applications } = await world.status();
    expect(applications['mysql']).toMatchObject({
      'charm-rev': 1,
      'application-status': { message: 'upgraded' },
    });
  });

  it('adds and removes units, relations and applications', async () => {
    await world.done('add-unit', 'mysql', '-n', '2', '--to', '0,new');
    expect(Object.keys((await world.status()).applications['mysql']?.units ?? {})).toEqual([
      'mysql/0',
      'mysql/1',
      'mysql/2',
    ]);
    await world.done('remove-unit', 'mysql/1', 'mysql/2');
    await world.done('remove-relation', 'blog', 'mysql');
    await world.done('remove-relation', 'ntp', 'blog');
    await world.done('remove-application', 'ntp', 'blog');
    const { applications, machines } = await world.status();
    expect(Object.keys(applications)).toEqual(['mysql']);
    expect(Object.keys(applications['mysql']?.units ?? {})).toEqual(['mysql/0']);
    expect(Object.keys(machines)).toEqual(['0']);
  });

  it('shows the log and the history of statuses', async () => {
    expect(await world.done('debug-log', '--replay', '--include', 'mysql/0', '--level', 'WARNING')).toMatch(
      /^unit-mysql-0: \d\d:\d\d:\d\d WARNING unit\.mysql\/0\.config-changed broken$/m,
    );
    expect(await world.done('show-status-log', 'mysql/0', '-n', '0')).toMatch(
      /workload +maintenance +installing charm software/,
    );
  });
});
