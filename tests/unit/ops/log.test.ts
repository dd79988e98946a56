import { expect, it } from 'vitest';
import { DispatchLog, jujuLogSink, logger, markSecret, withLog } from '../../../src/ops/log.ts';
import { failure, LogLines, ScriptedTools } from './scripted-tools.ts';

const limit = 131_071;

it('sends lines in order, with their level, and without DEBUG unless asked', () => {
  const lines = new LogLines();
  const log = new DispatchLog(lines);
  log.debug('no');
  log.info('1');
  log.warning('2');
  log.error('3');
  log.critical('4');
  log.trace('no');
  log.setLevel('DEBUG');
  log.debug('5');
  expect(lines.lines.map((line) => `${line.level} ${line.text}`)).toEqual([
    'INFO 1',
    'WARNING 2',
    'ERROR 3',
    'CRITICAL 4',
    'DEBUG 5',
  ]);
});

it('runs juju-log with the text after the options', () => {
  const tools = new ScriptedTools();
  new DispatchLog(jujuLogSink(tools)).info('--help me');
  expect(tools.calls).toEqual([{ tool: 'juju-log', args: ['--log-level', 'INFO', '--', '--help me'] }]);
});

it('shows an error with its stack and its causes', () => {
  const lines = new LogLines();
  new DispatchLog(lines).error('It broke:', new Error('outer', { cause: new TypeError('inner') }));
  const [text = ''] = lines.texts();
  expect(text).toMatch(/^It broke:\nError: outer\n {4}at /);
  expect(text).toContain('caused by TypeError: inner\n    at ');
});

it('splits long lines as ops does, and loses nothing', () => {
  const tools = new ScriptedTools();
  const text = `${'x'.repeat(limit - 1)}é${'y'.repeat(100)}`;
  new DispatchLog(jujuLogSink(tools)).info(text);
  const sent = tools.calls.map((call) => call.args.at(-1) ?? '');
  expect(sent[0]).toBe(`Log string greater than ${limit}. Splitting into multiple chunks: `);
  expect(sent.slice(1).join('')).toBe(text);
  expect(Math.max(...sent.map((part) => Buffer.byteLength(part)))).toBeLessThanOrEqual(limit);
});

it('sends a line of just the limit in one piece', () => {
  const tools = new ScriptedTools();
  new DispatchLog(jujuLogSink(tools)).info('x'.repeat(limit));
  expect(tools.calls).toHaveLength(1);
});

it('masks registered secrets wherever they stand, the longest first', () => {
  const lines = new LogLines();
  const log = new DispatchLog(lines);
  log.redact('');
  log.redact('pass');
  log.redact('password"one');
  log.info(`a pass, ${JSON.stringify({ key: 'password"one' })} and password"one`);
  log.error('It broke:', new Error('with pass'));
  expect(lines.texts()[0]).toBe('a ***, {"key":"***"} and ***');
  expect(lines.texts()[1]).not.toContain('pass');
});

it('masks before it splits', () => {
  const tools = new ScriptedTools();
  const log = new DispatchLog(jujuLogSink(tools));
  log.redact('secretsecret');
  log.info(`${'x'.repeat(limit - 6)}secretsecret`);
  expect(tools.calls.map((call) => call.args.at(-1)).join('')).not.toContain('secret');
});

it('never throws when juju-log fails, and shows elsewhere what it could not send', () => {
  const complaints: string[] = [];
  const log = new DispatchLog(
    jujuLogSink(new ScriptedTools({ 'juju-log': failure('ERROR no') }), (text) => complaints.push(text)),
  );
  log.info('1');
  log.info('2');
  expect(complaints).toEqual(["cannot write to Juju's log: ERROR no", 'INFO 1', 'INFO 2']);
});

it('never throws for what is no text, and shows an error whole', () => {
  const lines = new LogLines();
  const log = new DispatchLog(lines);
  log.redact('hunter2hunter2');
  const say = (message: unknown) => log.info(message as string);
  say(new TypeError('no hunter2hunter2'));
  say(undefined);
  say({ toString: () => 'an object' });
  say(Object.create(null));
  log.redact(undefined as unknown as string);
  expect(lines.texts('INFO')[0]).toMatch(/^TypeError: no \*\*\*\n {4}at /);
  expect(lines.texts('INFO').slice(1)).toEqual(['undefined', 'an object', '[object Object]']);
});

it('ends at an error that is among its own causes', () => {
  const outer = new Error('outer');
  const inner = new Error('inner', { cause: outer });
  outer.cause = inner;
  const lines = new LogLines();
  new DispatchLog(lines).error('it failed', outer);
  expect(lines.texts('ERROR')[0]?.match(/^(caused by )?Error: \w+$/gm)).toEqual([
    'Error: outer',
    'caused by Error: inner',
  ]);
});

it('sends something for an empty line, and no NUL', () => {
  const tools = new ScriptedTools();
  const log = new DispatchLog(jujuLogSink(tools));
  log.info('');
  log.info('a\0b');
  expect(tools.calls.map((call) => call.args.at(-1))).toEqual([' ', 'a\\0b']);
});

it('binds the logger to what runs, also when two run at once', async () => {
  const [first, second] = [new LogLines(), new LogLines()];
  const speak = async (name: string) => {
    logger.info(`${name} begins`);
    await Promise.resolve();
    logger.warning(`${name} ends with ${markSecret(`secret of ${name}`)}`);
    logger.error(`${name}: secret of ${name}`);
  };
  await Promise.all([
    withLog(new DispatchLog(first), () => speak('first')),
    withLog(new DispatchLog(second), () => speak('second')),
  ]);
  expect(first.texts()).toEqual(['first begins', 'first ends with ***', 'first: ***']);
  expect(second.texts()).toEqual(['second begins', 'second ends with ***', 'second: ***']);
});

it('does nothing outside of a dispatch', () => {
  logger.info('nobody hears this');
  logger.redact('x');
  expect(markSecret('x')).toBe('x');
});

it('tells security events as JSON, whatever the level', () => {
  const lines = new LogLines();
  new DispatchLog(lines, { level: 'ERROR', applicationId: 'uuid-c/0' }).security({
    level: 'WARN',
    event: 'sys_restart:0',
    description: 'd',
  });
  expect(JSON.parse(lines.texts('TRACE')[0] ?? '')).toMatchObject({
    type: 'security',
    level: 'WARN',
    appid: 'uuid-c/0',
    event: 'sys_restart:0',
    description: 'd',
    datetime: expect.stringMatching(/^\d{4}-.*Z$/),
  });
});
