/** Rebooting the machine. */
import { callTool } from './call.ts';
import type { HookToolRunner } from './runner.ts';

/** Asks for a reboot after this hook; with `now`, ends the hook and has Juju run it again after the boot. */
export function jujuReboot(runner: HookToolRunner, now: boolean): void {
  callTool(runner, { tool: 'juju-reboot', args: now ? ['--now'] : [] });
}
