/** Which tools there are in each version of Juju. */
import type { JujuVersion } from '../model/index.ts';
import { configGet } from './config-tools.ts';
import { isLeader, leaderGet, leaderSet } from './leadership-tools.ts';
import { jujuLog } from './log-tools.ts';
import { relationGet, relationIds, relationList, relationModelGet } from './relation-read-tools.ts';
import { relationSet } from './relation-set-tool.ts';
import { applicationVersionSet, statusGet, statusSet } from './status-tools.ts';
import type { HookTool } from './tool-call.ts';

interface ToolFamily {
  readonly tools: readonly HookTool[];
  exists(version: JujuVersion): boolean;
}

const families: readonly ToolFamily[] = [
  {
    tools: [
      relationGet,
      relationSet,
      relationIds,
      relationList,
      configGet,
      statusGet,
      statusSet,
      applicationVersionSet,
      isLeader,
      jujuLog,
    ],
    exists: () => true,
  },
  { tools: [relationModelGet], exists: (version) => version.hasRelationModelGet },
  { tools: [leaderGet, leaderSet], exists: (version) => version.hasLeaderSettings },
];

const byName = new Map(
  families.flatMap(({ tools, exists }) => tools.map((tool) => [tool.name, { tool, exists }] as const)),
);

/** Names of all tools of a version, sorted. */
export function toolNames(version: JujuVersion): string[] {
  return [...byName].flatMap(([name, { exists }]) => (exists(version) ? [name] : [])).sort();
}

export function findTool(name: string, version: JujuVersion): HookTool | undefined {
  const entry = byName.get(name);
  return entry?.exists(version) === true ? entry.tool : undefined;
}
