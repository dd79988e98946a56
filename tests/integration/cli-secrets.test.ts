/** The user's secrets: kept, granted, read by a charm through its config, changed and revoked; on plain machines. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type World } from './cli-world.ts';

let world: World;
let uri: string;

beforeAll(async () => {
  world = makeWorld();
  const read = 'status-set active "$(secret-get "$(config-get login)" word 2>&1)"';
  world.charm(
    'reader',
    '',
    `hooks/config-changed) [ -z "$(config-get login)" ] || ${read} ;;
hooks/secret-changed) status-set active "$JUJU_SECRET_ID is $(secret-get "$JUJU_SECRET_ID" word --refresh)" ;;`,
  );
  world.write('reader/config.yaml', 'options:\n  login: {type: secret, description: Whom to be.}\n');
  world.charm('stranger', '', 'hooks/install) secret-add --owner unit --label own word=mine ;;');
  await world.done('deploy', './reader');
  await world.done('deploy', './stranger');
  uri = (await world.done('add-secret', 'login', 'word=first', '--info', 'who we are')).trim();
});

afterAll(() => world.destroy());

async function said(): Promise<string | undefined> {
  return (await world.status()).applications['reader']?.['application-status'].message;
}

describe("the user's secrets", () => {
  it('have an address, which config options of the type secret take, and nothing else', async () => {
    expect(uri).toMatch(/^secret:[0-9a-v]{20}$/);
    expect(await world.juju('config', 'reader', 'login=login')).toMatchObject({
      code: 1,
      stderr: 'ERROR option "login" expected secret, got "login"\n',
    });
  });

  it('are read by whom they were granted to', async () => {
    await world.done('config', 'reader', `login=${uri}`);
    expect(await said()).toMatch(/permission denied$/);
    await world.done('grant-secret', 'login', 'reader');
    await world.done('config', 'reader', '--reset', 'login');
    await world.done('config', 'reader', `login=${uri}`);
    expect(await said()).toBe('first');
    expect((await world.juju('grant-secret', uri, 'nobody,stranger')).stderr).toBe(
      `ERROR failed to grant/revoke secret: cannot change access to "${uri}" for "nobody": application "nobody" not found\n`,
    );
  });

  it('are listed with those of charms, and shown without their content', async () => {
    const table = await world.done('secrets');
    expect(table.split('\n')[0]).toMatch(/^ID +Name +Owner +Rotation +Revision +Last updated$/);
    expect(table).toMatch(/^[0-9a-v]{20} +login +<model> +never +1 +(just now|\d+ seconds ago)$/m);
    expect(table).toMatch(/^[0-9a-v]{20} +- +stranger\/0 +never +1 /m);
    expect(await world.done('secrets', '--owner', 'unit-stranger-0')).not.toContain('login');
    const shown = JSON.parse(await world.done('show-secret', 'login', '--format', 'json'))[uri.slice('secret:'.length)];
    expect(shown).toMatchObject({
      revision: 1,
      rotation: 'never',
      owner: '<model>',
      name: 'login',
      description: 'who we are',
      access: [{ target: 'application-reader', role: 'view' }, { target: 'application-stranger' }],
    });
    expect(shown).not.toHaveProperty('content');
    expect(await world.done('show-secret', uri, '--reveal')).toContain('content:\n    word: first\n');
  });

  it('tell their readers when they change', async () => {
    world.write('word.txt', 'second');
    await world.done('update-secret', 'login', 'word#file=word.txt');
    expect(await said()).toBe(`${uri} is second`);
    const same = await world.juju('update-secret', 'login', 'word=second');
    expect(same).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await world.done('show-secret', 'login', '--revisions')).toMatch(
      / {2}revisions:\n {2}- revision: 1\n(.|\n)* {2}- revision: 2\n/,
    );
    await world.done('update-secret', 'login', '--name', 'account', '--auto-prune');
    expect(await world.done('show-secret', 'account', '--revisions')).not.toContain('- revision: 1\n');
  });

  it('are refused again once they are revoked, and are gone once they are removed', async () => {
    await world.done('revoke-secret', 'account', 'reader');
    expect((await world.juju('exec', '-u', 'reader/0', 'secret-get', uri)).stderr).toContain('permission denied');
    await world.done('remove-secret', 'account');
    expect((await world.juju('show-secret', 'account')).stderr).toBe('ERROR secret "account" not found\n');
  });

  it('are all that the user may change', async () => {
    const id = /^([0-9a-v]{20}) +- +stranger\/0/m.exec(await world.done('secrets'))?.[1] ?? '';
    for (const words of [
      ['update-secret', id, 'word=other'],
      ['remove-secret', id],
      ['grant-secret', id, 'reader'],
    ])
      expect((await world.juju(...words)).stderr).toBe('ERROR permission denied\n');
  });
});
