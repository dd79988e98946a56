/** `juju deploy bundle.yaml`, charm archives and the catalogue, on plain machines. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { makeWorld, type World } from './cli-world.ts';

let world: World;

beforeEach(() => {
  world = makeWorld({ JUJU_EMULATOR_CHARMS: 'nowhere:shelf' });
  world.charm(
    'mysql',
    'provides: {server: mysql}\nresources: {tool: {type: file, filename: tool.txt}}',
    'actions/tool) cat "$(resource-get tool)" ;;',
  );
  world.write('mysql/config.yaml', 'options:\n  port: {type: int, default: 3306}\n  motd: {type: string}\n');
  world.write('mysql/actions.yaml', 'tool: {}\n');
  world.charm('wordpress', 'requires: {db: mysql}');
  world.charm('ntp', 'subordinate: true\nrequires: {host: {interface: juju-info, scope: container}}');
  world.write('tool.txt', 'a tool');
  world.write('motd.txt', 'good morning');
  world.write(
    'bundle.yaml',
    `
applications:
  db:
    charm: ./mysql
    num_units: 2
    to: ["0", new]
    options: {port: 3307, motd: include-file://motd.txt}
    resources: {tool: ./tool.txt}
    expose: true
  blog:
    charm: ./wordpress
    num_units: 2
    to: [db]
  ntp: {charm: ./ntp}
machines: {"0": }
relations:
- [blog, db]
- [ntp, blog]
`,
  );
});

afterEach(() => world.destroy());

describe('a bundle', () => {
  it('is deployed with its machines, units, options, resources and relations', async () => {
    const { stderr } = await world.juju('deploy', './bundle.yaml');
    expect(stderr).toContain('Executing changes:\n- upload charm mysql from ');
    expect(stderr).toContain('- add relation blog:db - db:server\n');
    expect(stderr).toContain('Deploy of bundle completed.\n');
    const { applications, machines } = await world.status();
    const unit = (name: string) => applications[name.split('/')[0] ?? '']?.units?.[name];
    expect(applications['db']?.exposed).toBe(true);
    expect([unit('db/0')?.machine, unit('db/1')?.machine, unit('blog/0')?.machine, unit('blog/1')?.machine]).toEqual([
      '0',
      '1',
      '0',
      '1',
    ]);
    expect(Object.keys(unit('blog/1')?.subordinates ?? {})).toHaveLength(1);
    expect(Object.keys(machines)).toEqual(['0', '1']);
    expect(await world.done('config', 'db', 'motd')).toBe('good morning\n');
    expect(await world.done('run', 'db/0', 'tool')).toBe('a tool\n');
  });

  it('can be shown without being deployed', async () => {
    const { stderr } = await world.juju('deploy', './bundle.yaml', '--dry-run');
    expect(stderr).toContain('Changes to deploy bundle:\n- upload charm mysql');
    expect((await world.status()).applications).toEqual({});
  });

  it('deployed again changes only what differs', async () => {
    await world.done('deploy', './bundle.yaml');
    world.write('more.yaml', 'applications: {blog: {num_units: 3}, db: {options: {port: 4000}}}');
    const { stderr } = await world.juju('deploy', './bundle.yaml', '--overlay', './more.yaml');
    expect(stderr.match(/^- .*$/gm)).toEqual(['- set application options for db', '- add unit blog/2 to machine 0']);
    expect(await world.done('config', 'db', 'port')).toBe('4000\n');
    expect((await world.juju('deploy', './bundle.yaml', '--overlay', './more.yaml')).stderr).toBe(
      'No changes to apply.\n',
    );
  });

  it('takes machines that are there, when it is told to', async () => {
    await world.done('add-machine', '-n', '2');
    const { stderr } = await world.juju('deploy', './bundle.yaml', '--map-machines', 'existing,0=1');
    expect(stderr).toContain('- add unit db/0 to machine 1\n- add unit db/1 to machine 2\n');
    expect(stderr).not.toContain('add new machine');
  });

  it('uploads a charm once, whichever applications are made of it', async () => {
    world.write('two.yaml', 'applications: {first: {charm: ./mysql}, mysql: {charm: ./mysql/, num_units: 1}}');
    const { stderr } = await world.juju('deploy', './two.yaml');
    expect(stderr.match(/^- .*$/gm)).toEqual([
      expect.stringMatching(/^- upload charm mysql from /),
      '- deploy application first on ubuntu@24.04/stable using mysql',
      '- deploy application mysql on ubuntu@24.04/stable',
      '- add unit mysql/0 to machine 0',
    ]);
    const { applications } = await world.status();
    expect(Object.values(applications).map((each) => each['charm-rev'])).toEqual([0, 0]);
    // Another deploy of the same folder is the next revision, as its text may have changed.
    await world.done('deploy', './mysql', 'third');
    expect((await world.status()).applications['third']?.['charm-rev']).toBe(1);
  });

  it('whose last relation cannot be made leaves nothing behind', async () => {
    world.write(
      'bad.yaml',
      'applications: {a: {charm: ./mysql, num_units: 1}, b: {charm: ./mysql}}\nrelations: [[a, b]]',
    );
    expect(await world.juju('deploy', './bad.yaml')).toMatchObject({ code: 1 });
    const { applications, machines } = await world.status();
    expect([applications, machines]).toEqual([{}, {}]);
  });
});

describe('a charm archive', () => {
  it('is deployed with its modes', async () => {
    const zip = new yazl.ZipFile();
    zip.addFile(join(world.folder, 'wordpress/metadata.yaml'), 'metadata.yaml');
    zip.addFile(join(world.folder, 'wordpress/dispatch'), 'dispatch', { mode: 0o100755 });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(join(world.folder, 'blog.charm')));
    await world.done('deploy', './blog.charm');
    expect((await world.status()).applications['wordpress']?.['application-status'].message).toBe('ready');
  });
});

describe('the catalogue', () => {
  it('has the charms of its folders, under their names', async () => {
    world.charm('postgresql', '', '', 'shelf');
    world.charm('glance', '', '', 'program/build/providers');
    await world.done('deploy', 'postgresql', '--channel', '14/stable');
    await world.done('deploy', 'glance');
    expect((await world.juju('deploy', 'postgresql', 'pg', '--revision', '3')).stderr).toContain(
      'specifying a revision for postgresql requires a channel for future upgrades',
    );
    expect(Object.keys((await world.status()).applications)).toEqual(['glance', 'postgresql']);
  });
});
