/** The same words where Juju 2.9 or 4.0 is played, and models by name. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { makeWorld, type World } from './cli-world.ts';

let world: World;

afterEach(() => world.destroy());

const manifest = 'bases: [{name: ubuntu, channel: "24.04", architectures: [amd64]}]';

async function pack(of: World, name: string, files: readonly string[]): Promise<void> {
  const zip = new yazl.ZipFile();
  for (const file of files) zip.addFile(join(of.folder, name, file), file);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(of.folder, `${name}.charm`)));
}

describe('Juju 2.9', () => {
  it('runs commands with run and actions with run-action', async () => {
    world = makeWorld({ JUJU_EMULATOR_JUJU_VERSION: '2.9' });
    world.charm('hello', 'peers: {ring: hello}', 'actions/greet) action-set said=hello ;;');
    world.write('hello/actions.yaml', 'greet: {}');
    await world.done('deploy', './hello');
    expect(await world.done('run', '--unit', 'hello/0', 'echo -n $JUJU_VERSION')).toMatch(/^2\.9\.\d+$/);
    expect(await world.done('run-action', 'hello/0', 'greet')).toBe('said: hello\n');
    expect(await world.done('status', '--relations')).toContain('Relation provider');
    expect(await world.done('version')).toMatch(/^2\.9\./);
  });
});

describe('Juju 4.0', () => {
  it('takes archives with a manifest only', async () => {
    world = makeWorld();
    await world.done('add-model', 'four', '--juju-version', '4.0');
    world.charm('hello', '', 'actions/greet) action-set said=hello ;;');
    world.write('hello/actions.yaml', 'greet: {}');
    expect((await world.juju('deploy', './hello')).stderr).toContain('ERROR deploying from directory not supported');
    await pack(world, 'hello', ['metadata.yaml', 'dispatch', 'actions.yaml']);
    expect((await world.juju('deploy', './hello.charm')).stderr).toContain(
      'ERROR charm does not define any bases, not valid',
    );
    world.write('hello/manifest.yaml', manifest);
    await pack(world, 'hello', ['metadata.yaml', 'dispatch', 'actions.yaml', 'manifest.yaml']);
    await world.done('deploy', './hello.charm');
    expect((await world.juju('run', 'hello/0', 'greet', 'loudly=true')).stderr).toContain(
      'additional property "loudly" is not allowed',
    );
    expect(await world.done('status')).not.toContain('SLA');
    expect((await world.juju('integrate', 'hello', 'hello')).stderr).toContain(
      'no compatible endpoints found between applications',
    );
  });
});

describe('a model', () => {
  it('is made with a name and settings, and found by it', async () => {
    world = makeWorld();
    world.charm('hello', '');
    const { stderr } = await world.juju('add-model', 'test', '--config', 'egress-subnets=10.9.0.0/16');
    expect(stderr).toContain("Added 'test' model on localhost/localhost for user 'admin'");
    for (const name of ['test', 'admin/test', 'emulator:admin/test'])
      await world.done('deploy', './hello', `hello-${name.length}x`, '-m', name, '--no-wait');
    expect(await world.juju('deploy', './hello', '--model', 'other')).toMatchObject({
      code: 1,
      stderr: 'ERROR model emulator:admin/other not found\n',
    });
    expect(await world.done('model-config', 'egress-subnets')).toBe('10.9.0.0/16\n');
    expect(await world.done('switch')).toBe('emulator:admin/test\n');
    expect(await world.done('models')).toMatch(/test\* +localhost\/localhost +lxd +available +3 +3 +admin/);
    expect(await world.done('show-model')).toContain('agent-version: 3.6.8');
    const shown = { name: 'admin/test', 'is-controller': false, life: 'alive', status: { current: 'available' } };
    expect(JSON.parse(await world.done('show-model', 'admin/test', '--format', 'json'))).toMatchObject({ test: shown });
    expect(JSON.parse(await world.done('models', '--format', 'json'))).toMatchObject({
      models: [shown],
      'current-model': 'test',
    });
    expect((await world.juju('destroy-model', 'emulator:admin/test')).stderr).toContain('Model destroyed.');
    expect((await world.juju('status')).stderr).toContain('ERROR No selected model.');
  });
});

describe('storage and secrets', () => {
  it('are listed as Juju lists them', async () => {
    world = makeWorld();
    world.charm(
      'keeper',
      'storage: {data: {type: filesystem, minimum-size: 2G}}',
      'hooks/install) secret-add --owner unit --label pw word=s3cret ;;',
    );
    await world.done('deploy', './keeper');
    expect(await world.done('storage')).toMatch(/keeper\/0 +data\/0 +filesystem +rootfs +2\.0 GiB +attached/);
    expect(await world.done('status', '--storage')).toMatch(/keeper\/0 +data\/0 +filesystem +rootfs +\/\S+ +2\.0 GiB/);
    const document = JSON.parse(await world.done('status', '--format', 'json'));
    expect(document.storage.storage['data/0']).toMatchObject({ kind: 'filesystem', persistent: false });
    expect(await world.done('secrets')).toMatch(/- +keeper\/0 +never +1 /);
    expect(await world.done('show-secret', 'pw')).not.toContain('s3cret');
    expect(await world.done('show-secret', 'pw', '--reveal')).toContain('word: s3cret');
    expect((await world.juju('show-secret', 'pw', '--revision', '4')).stderr).toMatch(
      /secret revision .*\/4 not found/,
    );
  });
});

describe("the emulator's own words", () => {
  it('move the clock, the leadership and the machine', async () => {
    world = makeWorld();
    world.charm('hello', 'peers: {ring: hello}', 'hooks/update-status) status-set active updated ;;');
    await world.done('deploy', './hello', '-n', '2');
    expect((await world.juju('advance-clock', '5m')).stderr).toMatch(/hello\/0 +update-status/);
    expect((await world.status()).applications['hello']?.['application-status'].message).toBe('updated');
    expect((await world.juju('elect-leader', 'hello/1')).stderr).toMatch(/hello\/1 +leader-elected/);
    expect((await world.status()).applications['hello']?.units?.['hello/1']?.leader).toBe(true);
    expect((await world.juju('reboot', 'hello/0')).stderr).toMatch(/hello\/0 +start/);
  });
});
