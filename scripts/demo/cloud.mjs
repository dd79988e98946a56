/** The demo's cloud: `bin/juju` in the demo's home, and the way to a model in which every unit is active. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Failure, heading } from './output.mjs';
import { root } from './preparation.mjs';

/** Where machines see <home>/shared. */
const sharedInside = '/run/juju-emulator';

/** A child that Ctrl-C has ended ends the demo too. */
function refuseInterrupted(done) {
  if (done.signal === null && done.status !== 130) return;
  throw new Failure('it was interrupted', 'npm run demo goes on; npm run demo -- down takes all away', 130);
}

/** It is written before anything else, and so it tells the demo's home from others. */
const overlayOf = (home) => join(home, 'demo/overlay.yaml');

export function makeCloud(givenHome) {
  const home = resolve(givenHome);
  const environment = {};
  for (const name of ['PATH', 'HOME', 'LANG', 'TERM', 'NO_COLOR']) {
    if (process.env[name] !== undefined) environment[name] = process.env[name];
  }
  Object.assign(environment, {
    JUJU_EMULATOR_HOME: home,
    JUJU_EMULATOR_NODE: process.execPath,
    JUJU_EMULATOR_MODEL: 'demo',
    // On machines of the other kind no server would start.
    JUJU_EMULATOR_MACHINES: 'namespaces',
  });
  const start = (args, stdio) =>
    spawnSync(join(root, 'bin/juju'), args, { cwd: root, env: environment, stdio, encoding: 'utf8' });

  const cloud = {
    home,
    /** The settings and the command with which a shell reaches this cloud. */
    aliasLines: [
      ...(home === join(root, '.juju-emulator') ? [] : [`export JUJU_EMULATOR_HOME=${home}`]),
      `alias juju="${join(root, 'bin/juju')}"`,
    ],
    /** Runs a command that shows what it does. */
    tell(...args) {
      const done = start(args, ['ignore', 'inherit', 'inherit']);
      refuseInterrupted(done);
      return done.status === 0;
    },
    /** Runs a command that answers; its standard output, or null when it failed. */
    tryToAsk(...args) {
      const done = start(args, ['ignore', 'pipe', 'pipe']);
      refuseInterrupted(done);
      return done.status === 0 ? done.stdout.replaceAll('\r', '') : null;
    },
    ask(...args) {
      const answer = cloud.tryToAsk(...args);
      if (answer === null) throw new Failure(`juju ${args.join(' ')} failed`, 'run it by hand: it says more');
      return answer;
    },
    /** Every unit's name and status, subordinates among them; empty without a model. */
    units() {
      const answer = existsSync(home) ? cloud.tryToAsk('status', '--format', 'json') : null;
      const units = [];
      const add = (found) => {
        for (const [name, unit] of Object.entries(found ?? {})) {
          units.push({ name, leader: unit.leader === true, ...unit['workload-status'] });
          add(unit.subordinates);
        }
      };
      if (answer !== null) for (const each of Object.values(JSON.parse(answer).applications ?? {})) add(each.units);
      return units;
    },
    isUp: () => cloud.units().length > 0,
    /** Leaves alone what somebody else has deployed there. */
    refuseForeign() {
      if (!cloud.isUp() || existsSync(overlayOf(home))) return;
      throw new Failure(
        `in ${home} there is another cloud than the demo's`,
        'unset JUJU_EMULATOR_HOME, or name another',
      );
    },
  };
  return cloud;
}

function waitingUnits(cloud) {
  return cloud.units().filter((unit) => unit.current !== 'active');
}

/** Deploys the bundle, or goes on where an earlier run was interrupted, until every unit is active. */
export async function deployCloud(cloud) {
  cloud.refuseForeign();
  if (cloud.isUp()) {
    heading('The cloud is there already');
    if (waitingUnits(cloud).length > 0) cloud.tell('settle');
  } else {
    heading('Deploying bundle.yaml: a minute or three, each line a hook that has run');
    const overlay = writeOverlay(cloud);
    if (cloud.tryToAsk('show-model') === null && !cloud.tell('add-model', 'demo')) {
      throw new Failure('there can be no model', 'see what juju said above');
    }
    if (!cloud.tell('deploy', './bundle.yaml', '--overlay', overlay)) {
      throw new Failure(
        'the bundle could not be deployed',
        'see what juju said above; npm run demo -- down starts over',
      );
    }
  }
  // What failed for a passing reason, a server that was slow to start, mends itself as on a real Juju: with time.
  for (let attempt = 0; attempt < 3 && waitingUnits(cloud).length > 0; attempt += 1) {
    cloud.tell('settle');
    if (waitingUnits(cloud).length > 0) cloud.tell('advance-clock', '6m');
  }
  const left = waitingUnits(cloud);
  if (left.length > 0) {
    const lines = left.map((unit) => `  ${unit.name}: ${unit.current}: ${unit.message}`).join('\n');
    const juju = cloud.aliasLines.join('; ').replace(/alias juju="(.*)"/, '$1');
    throw new Failure(
      `not every unit is active:\n${lines}`,
      `look: ${juju} debug-log --replay --include ${left[0].name}; go on: npm run demo; start over: npm run demo -- down`,
    );
  }
}

/** Where Astara comes from: a git repository of the stand-in, in the folder that all machines see. */
function writeOverlay(cloud) {
  const repositories = join(cloud.home, 'shared/astara');
  mkdirSync(join(cloud.home, 'demo'), { recursive: true });
  const seenAs = join(sharedInside, 'astara');
  const maker = [join(root, 'scripts/workload-repository.mjs'), repositories, '--seen-as', seenAs];
  const made = spawnSync(process.execPath, maker, { cwd: root, encoding: 'utf8' });
  refuseInterrupted(made);
  if (made.status !== 0) {
    throw new Failure(`${relative(root, maker[0])} failed: ${made.stderr}`, 'check that git works: git --version');
  }
  const overlay = overlayOf(cloud.home);
  const options = { 'openstack-origin-git': made.stdout };
  // JSON is YAML.
  writeFileSync(overlay, `${JSON.stringify({ applications: { 'astara-orchestrator': { options } } }, null, 2)}\n`);
  return overlay;
}
