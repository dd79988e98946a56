/** Simulated secret tools: tracking, revisions, labels, grants and who may do what. */
import { describe, expect, it } from 'vitest';
import { relation } from '../../../src/ops/testing/parts/relation.ts';
import type { SecretPart } from '../../../src/ops/testing/parts/secret.ts';
import { secret } from '../../../src/ops/testing/parts/secret.ts';
import { simulatedRunner } from '../../../src/ops/testing/tools/simulated-runner.ts';
import { START, shell, unit } from './scene.ts';

const ID = 'secret:c0000000000000000abc';
const BARE = 'c0000000000000000abc';
const db = relation({ endpoint: 'db', id: 3, remoteApp: 'pg' });
const theirs = secret({ id: ID, content: { password: 'old' }, latestContent: { password: 'new' }, label: 'pw' });
const mine = secret({ id: ID, content: { password: 'old' }, owner: 'unit', label: 'pw' });
const apps = secret({ id: ID, content: { password: 'old' }, owner: 'app' });

function withSecret(part: SecretPart, leader = false, version = '3.6.14') {
  const made = shell({ secrets: [part], relations: [db], leader }, START, unit({ version }));
  const now = (): SecretPart | undefined => made.world.state.secrets[0];
  return { ...made, now, line: (text: string) => made.run(text.split(' ')) };
}

describe('reading a secret', () => {
  it.each([
    ['gives the tracked revision', `secret-get --format=json ${ID}`, '{"password":"old"}'],
    ['takes a bare id', `secret-get --format=json ${BARE}`, '{"password":"old"}'],
    ['takes an id with a model', `secret-get --format=json secret://some-model/${BARE}`, '{"password":"old"}'],
    ['takes a label', 'secret-get --format=json --label pw', '{"password":"old"}'],
    ['peeks at the newest', `secret-get --format=json ${ID} --peek`, '{"password":"new"}'],
    ['moves on to the newest', `secret-get --format=json ${ID} --refresh`, '{"password":"new"}'],
    ['gives one key', `secret-get ${ID} password`, 'old'],
    ['gives one key in base64', `secret-get ${ID} password#base64`, 'b2xk'],
  ])('%s', (_, command, expected) => {
    expect(withSecret(theirs).line(command).stdout).toBe(`${expected}\n`);
  });

  it('moves the pin by a refresh and by nothing else, even if the hook fails', () => {
    const { line, now, world } = withSecret(theirs);
    line(`secret-get ${ID} --peek`);
    expect(now()?.tracked.revision).toBe(1);
    line(`secret-get ${ID} --refresh`);
    expect(now()?.tracked).toEqual({ revision: 2, content: { password: 'new' } });
    expect(world.surviving.secrets[0]?.tracked.revision).toBe(2);
    expect(line(`secret-get --format=json ${ID}`).stdout).toBe('{"password":"new"}\n');
  });

  it('with an id and a label labels it', () => {
    const { line, now } = withSecret(theirs);
    line(`secret-get ${ID} --label mine`);
    expect(now()?.label).toBe('mine');
  });

  it.each([
    ['3.6.14', 'old'],
    ['3.2.1', 'new'],
    ['3.1.6', 'new'],
    ['3.1.7', 'old'],
  ])('as its owner on Juju %s gives the %s content', (version, content) => {
    const { line } = withSecret({ ...mine, latest: theirs.latest }, false, version);
    expect(line(`secret-get ${ID} password`).stdout).toBe(`${content}\n`);
  });

  it.each([
    ['nothing to go by', 'secret-get', 2, 'require either a secret URI or label'],
    ['a bad id', 'secret-get foo', 2, 'secret URI "foo" not valid'],
    ['an unknown id', 'secret-get c0000000000000000xyz', 1, 'secret "c0000000000000000xyz" not found'],
    ['an unknown label', 'secret-get --label other', 1, 'consumer label "other" not found'],
    ['two ways at once', `secret-get ${ID} --peek --refresh`, 2, 'specify one of --peek or --refresh but not both'],
    ['an unknown key', `secret-get ${ID} user`, 1, 'secret key value "user" not found'],
    ['info about what is not ours', `secret-info-get ${ID}`, 1, `secret "${BARE}" not found`],
    ['changing what is not ours', `secret-set ${ID} --label x`, 1, `secret "${BARE}" not found`],
  ])('refuses %s', (_, command, exitCode, message) => {
    expect(withSecret(theirs).line(command)).toEqual({ exitCode, stdout: '', stderr: `ERROR ${message}\n` });
  });
});

describe('owning a secret', () => {
  it('adds one, with its content outside of the arguments', () => {
    const { world } = shell({ leader: true });
    const runner = simulatedRunner(world);
    const added = runner.run({
      tool: 'secret-add',
      args: ['--label', 'new', '--rotate', 'daily', '--owner', 'application'],
      content: { password: 'x' },
    });
    expect(added).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^secret:[0-9a-v]{20}\n$/) });
    expect(world.state.secrets).toMatchObject([
      { owner: 'app', label: 'new', rotate: 'daily', tracked: { revision: 1, content: { password: 'x' } } },
    ]);
    expect(world.surviving.secrets).toEqual([]);
  });

  it.each([
    [
      'an application secret by a non-leader',
      'secret-add --owner application pass=x',
      1,
      'this unit is not the leader',
    ],
    ['one without content', 'secret-add --owner unit', 2, 'missing secret value or filename'],
    ['one of nobody', 'secret-add --owner me pass=x', 2, 'secret owner "me" not valid'],
    ['a bad key', 'secret-add --owner unit k=x', 2, 'key "k" not valid'],
    ['a bad rotation', 'secret-add --owner unit --rotate foo pass=x', 2, 'rotate policy "foo" not valid'],
    ['a label twice', 'secret-add --owner unit --label pw pass=x', 1, 'secret with label "pw" already exists'],
  ])('does not add %s', (_, command, exitCode, message) => {
    expect(withSecret(mine).line(command)).toEqual({ exitCode, stdout: '', stderr: `ERROR ${message}\n` });
  });

  it('makes a revision of new content only, which a peek sees and a plain read does not', () => {
    const { line, now } = withSecret(mine);
    line(`secret-set ${ID} --description d`);
    line(`secret-set ${ID} password=old`);
    expect(now()).toMatchObject({ latest: { revision: 1 }, description: 'd', label: 'pw' });
    line(`secret-set ${ID} password=newer`);
    expect(now()?.latest).toEqual({ revision: 2, content: { password: 'newer' } });
    expect(line(`secret-get ${ID} password`).stdout).toBe('old\n');
    expect(line(`secret-get ${ID} --peek password`).stdout).toBe('newer\n');
  });

  it('tells about it', () => {
    const { line } = withSecret({ ...mine, grants: { 3: ['pg', 'pg/0'] }, expire: '2027-01-01T00:00:00Z' });
    expect(JSON.parse(line(`secret-info-get --format=json ${ID}`).stdout)).toEqual({
      [BARE]: {
        revision: 1,
        label: 'pw',
        owner: 'unit',
        rotation: 'never',
        expiry: '2027-01-01T00:00:00Z',
        access: [
          { target: 'application-pg', scope: 'relation-3', role: 'view' },
          { target: 'unit-pg-0', scope: 'relation-3', role: 'view' },
        ],
      },
    });
  });

  it.each([
    ['to the leader', apps, true, [BARE]],
    ['of the application not to others', apps, false, null],
    ['of the unit', mine, false, [BARE]],
    ['of somebody else to nobody', theirs, true, null],
  ])('lists secrets %s', (_, part, leader, ids) => {
    expect(JSON.parse(withSecret(part, leader).line('secret-ids --format=json').stdout)).toEqual(ids);
  });

  it('grants and revokes, also what was never granted', () => {
    const { line, now } = withSecret(mine);
    line(`secret-revoke --relation 3 ${ID}`);
    line(`secret-grant --relation 3 --unit pg/0 ${ID}`);
    expect(now()?.grants).toEqual({ 3: ['pg/0'] });
    expect(line(`secret-grant --relation 3 ${ID}`).stderr).toMatch(/^ERROR any unit level grants need to be revoked/);
    line(`secret-revoke --unit pg/0 ${ID}`);
    line(`secret-grant --relation 3 ${ID}`);
    expect(now()?.grants).toEqual({ 3: ['pg'] });
    line(`secret-revoke --app pg ${ID}`);
    expect(now()?.grants).toEqual({});
  });

  it.each([
    [
      'a unit of another application',
      `secret-grant -r 3 --unit other/0 ${ID}`,
      'cannot specify unit "other/0" in relation to application "pg"',
    ],
    [
      'to a relation that is not there',
      `secret-grant -r 9 ${ID}`,
      'invalid value "9" for option -r: relation not found',
    ],
    ['to nobody', `secret-grant ${ID}`, 'no relation id specified'],
    ['taking from nobody', `secret-revoke ${ID}`, 'missing relation or application or unit'],
  ])('refuses to grant %s', (_, command, message) => {
    expect(withSecret(mine).line(command)).toEqual({ exitCode: 2, stdout: '', stderr: `ERROR ${message}\n` });
  });

  it('removes an old revision, and all of it', () => {
    const { line, now, world } = withSecret({
      ...mine,
      tracked: { revision: 2, content: { a: 'b' } },
      latest: { revision: 2, content: { a: 'b' } },
    });
    line(`secret-remove ${ID} --revision 1`);
    expect(now()?.removedRevisions).toEqual([1]);
    expect(() => line(`secret-remove ${ID} --revision 2`)).toThrowError(
      'cannot remove revision 2 of secret:c0000000000000000abc: it is in use',
    );
    line(`secret-remove ${ID}`);
    expect(world.state.secrets).toEqual([]);
    expect(world.surviving.secrets).toHaveLength(1);
  });

  it('of the application is the leader only', () => {
    expect(withSecret(apps).line(`secret-remove ${ID}`).stderr).toBe('ERROR permission denied\n');
    expect(withSecret(apps, true).line(`secret-remove ${ID}`).exitCode).toBe(0);
  });
});
