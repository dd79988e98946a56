/** Files that the operator hands to the charm. */
import { callTool } from './call.ts';
import type { HookToolRunner } from './runner.ts';

/** Path of a resource's file; Juju fetches it first when needed. */
export function resourceGet(runner: HookToolRunner, name: string): string {
  return callTool(runner, { tool: 'resource-get', args: [name] }).trim();
}
