/** Which tools there are in each version of Juju. */
import type { JujuVersion } from '../model/index.ts';
import { actionFail, actionGet, actionLog, actionSet } from './action-tools.ts';
import { configGet } from './config-tools.ts';
import { isLeader, leaderGet, leaderSet } from './leadership-tools.ts';
import { jujuLog } from './log-tools.ts';
import { credentialGet, goalStateTool, jujuReboot, resourceGet } from './machine-tools.ts';
import { networkGet, unitGet } from './network-tools.ts';
import { closePort, openedPorts, openPort } from './port-tools.ts';
import { relationGet, relationIds, relationList, relationModelGet } from './relation-read-tools.ts';
import { relationSet } from './relation-set-tool.ts';
import { secretGet, secretIds, secretInfoGet } from './secret-read-tools.ts';
import { secretAdd, secretGrant, secretRemove, secretRevoke, secretSet } from './secret-write-tools.ts';
import { stateDelete, stateGet, stateSet } from './state-tools.ts';
import { applicationVersionSet, statusGet, statusSet } from './status-tools.ts';
import { storageAdd, storageGet, storageList } from './storage-tools.ts';
import type { HookTool } from './tool-call.ts';
import { addMetric, payloadRegister, payloadStatusSet, payloadUnregister } from './workload-tools.ts';

interface ToolFamily {
  readonly tools: readonly HookTool[];
  exists(version: JujuVersion): boolean;
}

const families: readonly ToolFamily[] = [
  {
    tools: [
      ...[relationGet, relationSet, relationIds, relationList],
      ...[configGet, statusGet, statusSet, applicationVersionSet, isLeader, jujuLog],
      ...[unitGet, networkGet, openPort, closePort, openedPorts],
      ...[actionGet, actionSet, actionFail, actionLog],
      ...[stateGet, stateSet, stateDelete],
      ...[storageGet, storageList, storageAdd],
      ...[resourceGet, goalStateTool, jujuReboot, credentialGet],
    ],
    exists: () => true,
  },
  {
    tools: [secretAdd, secretSet, secretGet, secretInfoGet, secretIds, secretGrant, secretRevoke, secretRemove],
    exists: (version) => version.hasSecrets,
  },
  { tools: [relationModelGet], exists: (version) => version.hasRelationModelGet },
  { tools: [leaderGet, leaderSet], exists: (version) => version.hasLeaderSettings },
  {
    tools: [addMetric, payloadRegister, payloadUnregister, payloadStatusSet],
    exists: (version) => version.hasMetrics,
  },
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
