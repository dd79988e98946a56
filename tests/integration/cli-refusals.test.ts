/** Wrong commands: Juju's kind of error, its exit code, and a model that is as it was. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type World } from './cli-world.ts';

let world: World;

beforeAll(async () => {
  world = makeWorld();
  world.charm('mysql', 'provides: {server: mysql, admin: mysql}\npeers: {cluster: mysql-ha}');
  world.write('mysql/config.yaml', 'options:\n  port: {type: int, default: 3306}\n');
  world.write('mysql/actions.yaml', 'backup: {params: {level: {type: integer, maximum: 9}}}\n');
  world.charm('wordpress', 'requires: {db: mysql}\nprovides: {website: http}');
  world.charm('ntp', 'subordinate: true\nrequires: {host: {interface: juju-info, scope: container}}');
  world.charm('picky', 'assumes: ["juju >= 9.1"]');
  world.write('picky/manifest.yaml', 'bases: [{name: ubuntu, channel: "22.04", architectures: [amd64]}]');
  world.charm('noble', '');
  world.write('noble/manifest.yaml', 'bases: [{name: ubuntu, channel: "24.04", architectures: [amd64]}]');
  world.write('empty/metadata.yaml', 'name: empty\nsummary: s\ndescription: d\n');
  world.write('nameless/metadata.yaml', 'summary: s\n');
  world.write('nameless/dispatch', '#!/bin/sh\n');
  world.write('text.charm', 'not a zip');
  world.write('broken.yaml', 'applications: {a: {charm: ./mysql, num_units: 1, to: ["7"]}}');
  world.write('half.yaml', 'applications: {a: {charm: ./mysql, num_units: 1}, b: {charm: ./nothing}}');
  world.write('ambiguous.yaml', 'applications: {a: {charm: ./mysql}, b: {charm: ./wordpress}}\nrelations: [[a, b]]');
  await world.done('deploy', './mysql');
  await world.done('deploy', './wordpress');
  await world.done('deploy', './ntp');
});

afterAll(() => world.destroy());

/** A digest of what the model's files say; the logs grow with every settling. */
function modelDigest(): string {
  const folder = join(world.folder, '.juju-emulator/model');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

const usage: readonly (readonly [string, string])[] = [
  ['deploy', 'no charm or bundle specified'],
  ['deploy ./mysql a b', 'unrecognized args: ["b"]'],
  ['deploy ./mysql -n 0', 'invalid value "0" for option -n: must be a positive integer'],
  ['deploy ./mysql --to x:y:z', 'invalid --to parameter "x:y:z"'],
  ['bind', 'no application specified'],
  ['add-space', 'invalid arguments specified: space name is required'],
  ['add-space Big', 'invalid arguments specified: "Big" is not a valid space name'],
  ['add-space inner 10.9.0.0', 'invalid arguments specified: "10.9.0.0" is not a valid CIDR'],
  [
    'add-space inner 10.9.0.0/24 10.9.0.7/24',
    'invalid arguments specified: subnet "10.9.0.7/24" overlaps with "10.9.0.0/24"',
  ],
  ['show-space', 'expected exactly 1 space name, got 0 arguments'],
  ['wait-for foo', 'unrecognized command: juju wait-for foo'],
  ['wait-for application', 'application name must be supplied when waiting for an application'],
  ['wait-for unit mysql', '"mysql" is not valid unit name'],
  ['wait-for machine 0 1', 'only one machine id can be supplied as an argument to this command'],
  [
    'deploy ./half.yaml --map-machines all',
    'error in --map-machines: expected "existing" or "<bundle-id>=<machine-id>", got "all"',
  ],
  [
    'deploy ./half.yaml --map-machines existing,0=0/lxd/1',
    'error in --map-machines: machine-id "0/lxd/1" is not a top level machine id',
  ],
  ['deploy ./mysql --cheese', 'option provided but not defined: --cheese'],
  ['status --fromat json', 'option provided but not defined: --fromat\n\nDid you mean:\n\t--format'],
  ['attach-resource mysql tool', 'bad resource arg "tool": expected name=path format'],
  ['integrate wordpress', 'an integration must involve two applications'],
  ['remove-relation wordpress', 'relation ID "wordpress" not valid'],
  ['remove-relation a b c', 'a relation must involve two applications'],
  ['config', 'no application name specified'],
  ['config port=5', 'no application name specified'],
  ['config mysql port=5 title', 'cannot set and retrieve values simultaneously'],
  ['config mysql port title', 'can only retrieve a single value, or all values'],
  ['config mysql port --reset port', 'cannot reset and retrieve values simultaneously'],
  ['config mysql --reset port=5', '--reset accepts a comma delimited set of keys "a,b,c", received: "port=5"'],
  ['config mysql port=5 --file x', 'cannot specify --file and key=value arguments simultaneously'],
  ['config mysql port=5 port=6', 'key "port" specified more than once'],
  ['config mysql --format xml', 'invalid value "xml" for option --format: unknown format "xml"'],
  ['add-unit', 'no application specified'],
  ['add-unit mysql -n many', 'invalid value "many" for option -n: strconv.ParseInt: parsing "many": invalid syntax'],
  ['remove-unit', 'no units specified'],
  ['remove-unit mysql', 'invalid unit name "mysql"'],
  ['remove-application', 'no application specified'],
  ['remove-application mysql/0', 'invalid application name "mysql/0"'],
  ['run', 'no unit specified'],
  ['run mysql/0', 'no action specified'],
  ['run backup', 'invalid unit or action name "backup"'],
  ['run mysql/0 backup level', 'argument "level" must be of the form key.key.key...=value'],
  ['exec ls', 'You must specify a target, either through --all, --machine, --application or --unit'],
  ['exec -u mysql/0', 'no commands specified'],
  ['ssh', 'no target name specified'],
  ['resolved', 'no unit specified'],
  ['resolved --all mysql/0', 'specifying unit names(s) with --all is not supported'],
  ['refresh', 'no application specified'],
  ['refresh mysql --path ./mysql --switch x', '--switch and --path are mutually exclusive'],
  ['attach-resource', 'missing application name'],
  ['attach-resource mysql', 'no resource specified'],
  ['trust', 'no application name specified'],
  ['expose', 'no application name specified'],
  ['show-unit', 'a unit name must be supplied'],
  ['show-application', 'an application name must be supplied'],
  ['show-status-log', 'entity name is missing'],
  ['show-operation', 'no operation ID specified'],
  ['show-task', 'no task ID specified'],
  ['actions', 'no application specified'],
  ['add-storage mysql/0', 'add-storage requires a unit and a storage directive'],
  ['add-storage mysql data', 'unit name "mysql" not valid'],
  ['add-storage mysql/0 data=', 'cannot parse constraints for storage "data": storage constraints require'],
  ['attach-storage mysql/0', 'attach-storage requires a unit ID and at least one storage ID'],
  ['detach-storage', 'detach-storage requires at least one storage ID'],
  ['remove-storage', 'remove-storage requires at least one storage ID'],
  ['storage --filesystem --volume', '--filesystem and --volume can not be used together'],
  ['storage data/0', 'specifying IDs only supported with --filesystem and --volume options'],
  ['show-storage', 'must specify storage id(s)'],
  ['add-unit mysql -n 2 --attach-storage data/0', '--attach-storage cannot be used with -n'],
  ['deploy ./mysql --storage data', 'invalid value "data" for option --storage: expected [<application>:]<store>='],
  ['add-secret', 'secret name needs to be supplied as the first argument'],
  ['add-secret login', 'missing secret value or filename'],
  ['add-secret login a=b', 'key "a" not valid'],
  ['add-secret login word#file=nowhere', 'open nowhere: no such file or directory'],
  ['update-secret', 'missing secret URI'],
  ['remove-secret', 'missing secret URI'],
  ['grant-secret login', 'missing secret URI or application name'],
  ['show-secret', 'secret ID is required'],
  ['show-secret login --reveal --revisions', 'specify either --revisions or --reveal but not both'],
  ['debug-log --level LOUD', 'invalid value "LOUD" for option --level'],
  ['bootstrap localhost', 'juju: "bootstrap" is not in the emulator: there is no controller and no cloud here'],
  ['help debug-hooks', 'juju: "debug-hooks" is not in the emulator: hooks run without a terminal'],
  ['dploy ./mysql', 'juju: "dploy" is not a juju command. See "juju --help".\n\nDid you mean:\n\tdeploy'],
];

const refusals: readonly (readonly [string, string])[] = [
  ['deploy ./mysql', 'cannot add application "mysql": application already exists'],
  ['deploy ./nothing', 'no charm was found at "./nothing"'],
  ['deploy nothing', 'there is no charm "nothing" in the emulator\'s catalogue'],
  ['deploy wordpress', 'The charm or bundle "wordpress" is ambiguous.'],
  ['deploy ./text.charm', 'invalid charm or bundle provided at'],
  ['deploy ./empty', 'invalid charm "empty": has no hooks nor dispatch file'],
  ['deploy ./nameless', 'metadata: name: expected string, got nothing'],
  ['deploy ./mysql Big', 'invalid application name "Big", unexpected uppercase character'],
  ['deploy ./mysql db-1', 'invalid application name "db-1", unexpected number(s) found after last hyphen'],
  ['deploy ./mysql db --config port=x', 'option "port" expected int, got "x"'],
  ['deploy ./mysql db --config colour=red', 'unknown option "colour"'],
  ['deploy ./mysql db --config none.yaml', 'open none.yaml: no such file or directory'],
  ['deploy ./mysql db --to 9', 'machine 9 not found'],
  [
    'deploy ./mysql --bind =x',
    `--bind must be in the form '[<default-space>] [<endpoint-name>=<space> ...]'; found "="`,
  ],
  ['bind mysql', 'no bindings specified'],
  ['bind mysql db=alpha', 'endpoint "db" not found'],
  ['bind mysql nowhere', 'space "nowhere" not found'],
  ['add-space alpha', 'cannot add space "alpha": adding space "alpha": space "alpha" already exists'],
  ['show-space inner', 'cannot retrieve space "inner": fetching space "space-inner": space "inner" not found'],
  ['deploy ./mysql db --bind db=alpha', 'binding refers to unknown endpoint "db"'],
  ['deploy ./mysql db --bind server=space', 'space "space" not found'],
  ['deploy ./mysql db --resource x=./text.charm', 'unrecognized resource "x"'],
  ['deploy ./mysql db --revision 3', 'cannot specify revision for local charms and bundles'],
  ['deploy ./ntp time -n 2', 'cannot use --num-units with subordinate application'],
  ['deploy ./ntp time --to 0', 'cannot use --to with subordinate application'],
  [
    'deploy ./picky',
    'Charm feature requirements cannot be met:\n  - charm requires all of the following:\n    - charm requires feature "juju" (version >= 9.1.0) but model currently supports version 3.6.8',
  ],
  ['deploy ./noble --base ubuntu@20.04', 'base "ubuntu@20.04" not supported by charm'],
  ['deploy ./broken.yaml', 'placement "7" refers to a machine not defined in this bundle'],
  ['deploy ./half.yaml', 'no charm was found at "./nothing"'],
  ['deploy ./ambiguous.yaml', 'ambiguous relation: "a b" could refer to "b:db a:admin"; "b:db a:server"'],
  [
    'integrate wordpress mysql',
    'ambiguous relation: "wordpress mysql" could refer to "wordpress:db mysql:admin"; "wordpress:db mysql:server"',
  ],
  ['integrate wordpress nobody', 'application "nobody" not found'],
  ['integrate wordpress:url mysql', 'application "wordpress" has no "url" relation'],
  ['integrate wordpress ntp:website', 'application "ntp" has no "website" relation'],
  ['integrate mysql:cluster wordpress', 'no relations found'],
  ['remove-relation wordpress mysql', 'relation "wordpress mysql" not found'],
  ['remove-relation 77', 'relation "77" not found'],
  ['remove-relation 0', 'cannot destroy relation "mysql:cluster": is a peer relation'],
  ['config nobody', 'application "nobody" not found'],
  ['config mysql colour', 'key "colour" not found in "mysql" application config or charm settings.'],
  ['config mysql colour=red', 'unknown option "colour"'],
  ['config mysql port=x', 'option "port" expected int, got "x"'],
  ['config mysql --reset colour', 'unknown option "colour"'],
  ['config mysql port=@nowhere', 'cannot read option from file "nowhere"'],
  ['add-unit nobody', 'application "nobody" not found'],
  ['add-unit ntp', 'cannot add unit 1/1 to application "ntp": application is a subordinate'],
  ['remove-unit mysql/7', 'removing unit mysql/7 failed: unit "mysql/7" not found'],
  ['remove-application nobody --dry-run', 'removing application nobody failed: application "nobody" not found'],
  ['run mysql/0 restore', 'action "restore" not defined on unit "mysql/0"'],
  ['run mysql/0 backup level=10', 'validation failed: (root).level : must be lower than or equal to 9, given 10'],
  ['run mysql/0 backup level=x --string-args', 'validation failed: (root).level : must be of type integer, given "x"'],
  ['run mysql/7 backup', 'unit "mysql/7" not found'],
  ['exec -u mysql/7 ls', 'unit "mysql/7" not found'],
  ['ssh 7', 'machine "7" not found'],
  ['resolved mysql/0', 'unit "mysql/0" is not in an error state'],
  ['refresh nobody', 'application "nobody" not found'],
  ['refresh mysql --path ./wordpress', 'cannot refresh "mysql" to "wordpress"'],
  ['attach-resource mysql x=./text.charm', 'unrecognized resource "x"'],
  ['trust nobody', 'application "nobody" not found'],
  ['expose mysql --endpoints nope', 'endpoint "nope" not found'],
  ['show-unit mysql/7', 'unit "mysql/7" not found'],
  ['show-operation 7', 'operation "7" not found'],
  ['show-task 7', 'task "7" not found'],
  ['show-storage data', 'invalid storage id data'],
  ['show-storage data/7', 'storage instance "data/7" not found'],
  ['deploy ./mysql db --storage data=1G', 'charm "mysql" has no store called "data"'],
  ['update-secret login', 'at least one attribute to update must be specified'],
  ['update-secret login word=x', 'secret "login" not found'],
  ['remove-secret 9m4e2mr0ui3e8a215n4g', 'secret "secret:9m4e2mr0ui3e8a215n4g" not found'],
  ['grant-secret login mysql', 'secret "login" not found'],
  ['secrets --owner mysql', 'invalid owner "mysql"'],
  ['show-secret 7', 'secret "7" not found'],
  ['remove-machine 0', 'removing machine failed: machine 0 has unit(s) "mysql/0" assigned'],
  ['add-model other', 'already exists'],
  ['destroy-model other', 'model emulator:admin/other not found'],
];

describe('a command that is not understood', () => {
  it.each(usage)('juju %s exits with 2', async (line, message) => {
    const before = modelDigest();
    const outcome = await world.juju(...line.split(' '));
    expect(outcome.stderr).toContain(`ERROR ${message}`);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(modelDigest()).toBe(before);
  });
});

describe('a command that cannot be done', () => {
  it.each(refusals)('juju %s exits with 1', async (line, message) => {
    const status = async () => {
      const { controller, ...rest } = JSON.parse(await world.done('status', '--format', 'json'));
      return { rest, isTimed: controller !== undefined };
    };
    const before = await status();
    const outcome = await world.juju(...line.split(' '));
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).toMatch(/^ERROR |\nERROR /);
    expect(outcome.code).toBe(1);
    expect(await status()).toEqual(before);
  });
});

describe('an empty home', () => {
  it('has no model to look at or to change', async () => {
    const empty = makeWorld();
    for (const line of ['status', 'config mysql', 'integrate a b', 'destroy-model'])
      expect((await empty.juju(...line.split(' '))).stderr).toContain('ERROR No selected model.');
    await empty.destroy();
  });
});
