/** A runner that answers hook tools from a state instead of starting processes, and writes down every call. */
import type { HookToolCall, HookToolResult, HookToolRunner } from '../../juju/runner.ts';
import type { JujuVersion } from '../../juju/version.ts';
import { actionTools } from './action-tools.ts';
import { ToolFailure } from './failure.ts';
import { modelTools } from './model-tools.ts';
import { networkTools } from './network-tools.ts';
import { relationTools } from './relation-tools.ts';
import { secretTools } from './secret-tools.ts';
import { statusTools } from './status-tools.ts';
import type { Tools, World } from './world.ts';

const TOOLS: Tools = {
  ...relationTools,
  ...modelTools,
  ...networkTools,
  ...actionTools,
  ...secretTools,
  ...statusTools,
};

/** Whether this version of Juju has the tool. */
function exists(tool: string, version: JujuVersion): boolean {
  if (!Object.hasOwn(TOOLS, tool)) return false;
  if (tool.startsWith('secret-')) return version.isAtLeast('3.0.0');
  if (tool === 'relation-model-get') return version.hasRelationModelGet;
  if (tool === 'leader-get' || tool === 'leader-set') return version.hasLeaderSettings;
  if (tool === 'add-metric') return version.hasMetrics;
  return true;
}

export function simulatedRunner(world: World): HookToolRunner {
  const run = (call: HookToolCall): HookToolResult => {
    world.effects.calls.push(call);
    const tool = exists(call.tool, world.setup.jujuVersion) ? TOOLS[call.tool] : undefined;
    if (tool === undefined) return { exitCode: 127, stdout: '', stderr: `${call.tool}: command not found\n` };
    try {
      return { exitCode: 0, stdout: tool(world, call.args, call), stderr: '' };
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error;
      return { exitCode: error.exitCode, stdout: '', stderr: `ERROR ${error.message}\n` };
    }
  };
  return { run, runAll: (calls) => calls.map(run) };
}
