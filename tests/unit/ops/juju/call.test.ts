import { expect, it } from 'vitest';
import {
  HookToolError,
  ModelError,
  OpsError,
  PermissionDeniedError,
  RelationNotFoundError,
  SecretNotFoundError,
} from '../../../../src/ops/errors.ts';
import { callJson, callTool } from '../../../../src/ops/juju/call.ts';
import { failure, ScriptedTools } from '../scripted-tools.ts';

function errorOf(tool: string, stderr: string, exitCode = 1): unknown {
  try {
    callTool(new ScriptedTools({ [tool]: failure(stderr, exitCode) }), { tool, args: ['x'] });
  } catch (error) {
    return error;
  }
  return null;
}

it.each([
  ['relation-get', 'ERROR relation not found\n', RelationNotFoundError],
  ['relation-get', 'ERROR invalid value "2" for option -r: relation not found\n', RelationNotFoundError],
  ['relation-list', 'ERROR Relation Not Found\n', RelationNotFoundError],
  ['network-get', 'ERROR relation 2 not found\n', RelationNotFoundError],
  ['relation-get', 'ERROR relation "db:2" not found\n', RelationNotFoundError],
  ['relation-get', 'ERROR permission denied\n', PermissionDeniedError],
  ['relation-set', 'ERROR cannot write relation settings\n', PermissionDeniedError],
  ['status-set', 'ERROR this unit is not the leader\n', PermissionDeniedError],
  ['secret-get', 'ERROR secret "abc" not found\n', SecretNotFoundError],
  ['secret-get', 'ERROR permission denied\n', PermissionDeniedError],
  ['status-get', 'ERROR relation not found\n', HookToolError],
  ['config-get', 'ERROR something not found\n', HookToolError],
  ['secret-get', 'cannot start secret-get: not found\n', HookToolError, 127],
  ['relation-get', 'ERROR key not found\n', HookToolError],
] as const)('%s saying %j is a %o', (tool, stderr, expected, exitCode?: number) => {
  const error = errorOf(tool, stderr, exitCode ?? 1);
  expect(error).toBeInstanceOf(expected);
  expect(error).toBeInstanceOf(ModelError);
  expect(error).toBeInstanceOf(OpsError);
  expect((error as HookToolError).constructor).toBe(expected);
});

it('says which tool failed, how, and what it said', () => {
  const error = errorOf('config-get', 'ERROR no such thing\n', 2);
  expect(error).toMatchObject({
    code: 'hook-tool-failed',
    tool: 'config-get',
    args: ['x'],
    exitCode: 2,
    stderr: 'ERROR no such thing\n',
    message: 'cannot run config-get: no such thing',
  });
});

it('says the exit code when the tool said nothing', () => {
  expect(errorOf('config-get', '', 3)).toMatchObject({ message: 'cannot run config-get: it exited with 3' });
});

it('shows no action result and no secret in an error', () => {
  const tools = new ScriptedTools({ 'action-set': failure('ERROR no'), 'secret-add': failure('ERROR no') });
  const errors = [
    () => callTool(tools, { tool: 'action-set', args: ['password=hunter2\nline'] }),
    () => callTool(tools, { tool: 'secret-add', args: ['--owner', 'unit'], content: { password: 'hunter2' } }),
  ].map((run) => {
    try {
      run();
      return null;
    } catch (error) {
      return error as HookToolError;
    }
  });
  expect(errors.map((error) => error?.args)).toEqual([['password=***'], ['--owner', 'unit', 'password#file=***']]);
  expect(JSON.stringify(errors.map((error) => ({ ...error, message: error?.message })))).not.toContain('hunter2');
});

it('takes no output as null, and repeats nothing of an output that is not JSON', () => {
  const call = { tool: 'secret-get', args: [] };
  expect(callJson(new ScriptedTools(), call)).toBeNull();
  const run = () => callJson(new ScriptedTools({ 'secret-get': 'hunter2' }), call);
  expect(run).toThrow('cannot run secret-get: its output is not JSON');
  expect(run).not.toThrow('hunter2');
});
