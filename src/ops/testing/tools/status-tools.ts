/** status-get, status-set, application-version-set, juju-log, juju-reboot, is-leader, leader-get, leader-set. */
import type { StatusName, StatusPart } from '../state.ts';
import { badArguments, failed } from './failure.ts';
import { noMoreThan, pairs, parseArguments } from './flags.ts';
import { formatted } from './output.ts';
import type { LogLevel, Tool, Tools } from './world.ts';

const SETTABLE = ['maintenance', 'blocked', 'waiting', 'active'] as const;
const LEVELS: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

function settable(word: string): StatusName {
  const name = SETTABLE.find((known) => known === word);
  if (name === undefined) {
    throw badArguments(`invalid status "${word}", expected one of [maintenance blocked waiting active]`);
  }
  return name;
}

const statusSet: Tool = (world, args) => {
  const given = parseArguments(args, { switches: ['application'] });
  const [word, message = ''] = given.words;
  if (word === undefined) throw badArguments('invalid args, require <status> [message]');
  const status: StatusPart = { name: settable(word), message };
  noMoreThan(2, given.words);
  const ofApp = given.switches.has('application');
  if (ofApp && !world.state.leader) throw failed('this unit is not the leader');
  world.effects.statusHistory.push({ of: ofApp ? 'app' : 'unit', ...status });
  world.changeNow(() => (ofApp ? { appStatus: status } : { unitStatus: status }));
  return '';
};

function shown(status: StatusPart): Readonly<Record<string, unknown>> {
  return { status: status.name, message: status.message, 'status-data': {} };
}

const statusGet: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'], switches: ['application', 'include-data'] });
  noMoreThan(0, given.words);
  const full = given.switches.has('include-data');
  const smart = !given.values.has('format') && !full;
  if (!given.switches.has('application')) {
    const status = world.state.unitStatus;
    return formatted(smart ? status.name : full ? shown(status) : { status: status.name }, given);
  }
  if (!world.state.leader) throw failed('finding application status: this unit is not the leader');
  const status = world.state.appStatus;
  if (smart) return formatted(status.name, given);
  const units = { [world.setup.unitName]: shown(world.state.unitStatus) };
  return formatted({ 'application-status': { ...shown(status), units } }, given);
};

const versionSet: Tool = (world, args) => {
  const given = parseArguments(args, {});
  const [version] = given.words;
  if (version === undefined) throw badArguments('no version specified');
  noMoreThan(1, given.words);
  world.effects.workloadVersionHistory.push(version);
  world.changeNow(() => ({ workloadVersion: version }));
  return '';
};

const jujuLog: Tool = (world, args) => {
  const given = parseArguments(args, {
    values: ['log-level', 'format'],
    switches: ['debug'],
    short: { l: 'log-level' },
  });
  if (given.words.length === 0) throw badArguments('no message specified');
  const asked = (given.switches.has('debug') ? 'DEBUG' : (given.values.get('log-level') ?? 'INFO')).toUpperCase();
  const level = LEVELS.find((known) => known === asked);
  if (level === undefined) {
    world.effects.logs.push({ level: 'WARNING', message: `Specified log level of "${asked}" is not valid` });
  }
  world.effects.logs.push({ level: level ?? 'INFO', message: given.words.join(' ') });
  return '';
};

const jujuReboot: Tool = (world, args) => {
  const given = parseArguments(args, { switches: ['now'] });
  noMoreThan(0, given.words);
  if (world.setup.action !== null) throw failed('juju-reboot is not supported when running an action.');
  world.effects.reboot = given.switches.has('now') ? 'now' : 'after-hook';
  return '';
};

const isLeader: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'] });
  noMoreThan(0, given.words);
  return formatted(world.state.leader, given);
};

const leaderGet: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'] });
  noMoreThan(1, given.words);
  const key = given.words[0] ?? '';
  const settings = world.state.leaderSettings;
  return formatted(key === '' || key === '-' ? settings : (settings[key] ?? null), given);
};

const leaderSet: Tool = (world, args) => {
  const changes = Object.fromEntries(pairs(parseArguments(args, {}).words));
  if (!world.state.leader) throw failed('cannot write leadership settings: cannot write settings: not the leader');
  world.changeNow(({ leaderSettings }) => ({
    leaderSettings: Object.fromEntries(
      Object.entries({ ...leaderSettings, ...changes }).filter(([, value]) => value !== ''),
    ),
  }));
  return '';
};

export const statusTools: Tools = {
  'status-set': statusSet,
  'status-get': statusGet,
  'application-version-set': versionSet,
  'juju-log': jujuLog,
  'juju-reboot': jujuReboot,
  'is-leader': isLeader,
  'leader-get': leaderGet,
  'leader-set': leaderSet,
};
