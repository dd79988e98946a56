/** The environment of a hook, built from nothing: the emulator's own is never passed on. */
import {
  type Hook,
  hookName,
  isRelationHook,
  isSecretHook,
  isStorageHook,
  localEndpoint,
  type Model,
  remoteEndpoint,
  type Task,
} from '../model/index.ts';
import type { RunContext } from './run-context.ts';

export interface EnvironmentFacts {
  readonly model: Model;
  readonly unit: string;
  readonly hook: Hook | null;
  readonly task: Task | null;
  /** As seen inside the machine. */
  readonly charmFolder: string;
  /** PATH of Juju's agent on the machine. */
  readonly searchPath: string;
  readonly context: Pick<RunContext, 'contextId' | 'socketAddress' | 'toolsFolder'>;
}

type Variables = Record<string, string>;

export function hookEnvironment(facts: EnvironmentFacts): Variables {
  return { ...commonVariables(facts), ...proxyVariables(facts.model), ...kindVariables(facts) };
}

function commonVariables(facts: EnvironmentFacts): Variables {
  const { model, hook, task } = facts;
  const info = model.current;
  const unit = model.units.get(facts.unit);
  const machine = model.machines.get(unit.machine);
  const dispatchPath =
    hook !== null ? `hooks/${hookName(hook)}` : task?.kind === 'action' ? `actions/${task.name}` : '';
  return {
    CHARM_DIR: facts.charmFolder,
    JUJU_CHARM_DIR: facts.charmFolder,
    JUJU_CONTEXT_ID: facts.context.contextId,
    JUJU_HOOK_NAME: hook === null ? '' : hookName(hook),
    ...(dispatchPath === '' ? {} : { JUJU_DISPATCH_PATH: dispatchPath }),
    JUJU_AGENT_SOCKET_ADDRESS: facts.context.socketAddress,
    JUJU_AGENT_SOCKET_NETWORK: 'unix',
    JUJU_UNIT_NAME: unit.name,
    JUJU_MODEL_UUID: info.uuid,
    JUJU_MODEL_NAME: info.name,
    JUJU_API_ADDRESSES: '127.0.0.1:17070',
    JUJU_MACHINE_ID: machine.id,
    JUJU_PRINCIPAL_UNIT: unit.principal ?? '',
    JUJU_AVAILABILITY_ZONE: machine.availabilityZone,
    JUJU_VERSION: info.jujuVersion,
    CLOUD_API_VERSION: '',
    ...(model.version.hasMetrics ? { JUJU_SLA: 'unsupported' } : {}),
    PATH: `${facts.context.toolsFolder}:${facts.searchPath}`,
    ...systemVariables(machine.base.name),
    ...(model.version.hasTraceVariables ? { JUJU_TRACE_ID: '', JUJU_SPAN_ID: '', JUJU_TRACE_FLAGS: '' } : {}),
  };
}

function systemVariables(system: string): Variables {
  const common = { LANG: 'C.UTF-8', TERM: 'tmux-256color' };
  if (system !== 'ubuntu' && system !== 'debian') return common;
  return { APT_LISTCHANGES_FRONTEND: 'none', DEBIAN_FRONTEND: 'noninteractive', ...common };
}

const proxyKinds = ['http', 'https', 'ftp', 'no'] as const;

/** Proxies come as JUJU_CHARM_*, always; the old settings also as the names that programs read, only when set. */
function proxyVariables(model: Model): Variables {
  const variables: Variables = {};
  for (const kind of proxyKinds) {
    const name = `${kind}_proxy`;
    variables[`JUJU_CHARM_${name.toUpperCase()}`] = text(model.current.config[`juju-${kind}-proxy`]);
    const legacy = text(model.current.config[`${kind}-proxy`]);
    if (legacy === '') continue;
    variables[name] = legacy;
    variables[name.toUpperCase()] = legacy;
  }
  return variables;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function kindVariables({ model, unit, hook, task }: EnvironmentFacts): Variables {
  if (task !== null) return taskVariables(model, unit, task);
  if (hook === null) return {};
  if (isRelationHook(hook)) {
    return {
      JUJU_RELATION: hook.endpoint,
      JUJU_RELATION_ID: `${hook.endpoint}:${hook.relationId}`,
      JUJU_REMOTE_UNIT: hook.remoteUnit ?? '',
      JUJU_REMOTE_APP: hook.remoteApplication,
      ...(hook.departingUnit === null ? {} : { JUJU_DEPARTING_UNIT: hook.departingUnit }),
    };
  }
  if (isStorageHook(hook)) {
    const storage = model.storage.get(hook.storageId);
    return {
      JUJU_STORAGE_ID: storage.id,
      JUJU_STORAGE_LOCATION: storage.location,
      JUJU_STORAGE_KIND: storage.kind,
    };
  }
  if (isSecretHook(hook)) {
    const aboutRevision = hook.kind === 'secret-expired' || hook.kind === 'secret-remove';
    return {
      JUJU_SECRET_ID: `secret:${hook.secretId}`,
      JUJU_SECRET_LABEL: hook.label,
      ...(aboutRevision ? { JUJU_SECRET_REVISION: String(hook.revision) } : {}),
    };
  }
  return {};
}

function taskVariables(model: Model, unit: string, task: Task): Variables {
  if (task.kind === 'action') {
    return { JUJU_ACTION_NAME: task.name, JUJU_ACTION_UUID: task.id, JUJU_ACTION_TAG: `action-${task.id}` };
  }
  if (task.relationId === null) return {};
  const application = model.units.get(unit).application;
  const relation = model.relation(task.relationId);
  const endpoint = localEndpoint(relation, application)?.name ?? '';
  return {
    JUJU_RELATION: endpoint,
    JUJU_RELATION_ID: `${endpoint}:${relation.id}`,
    JUJU_REMOTE_UNIT: task.remoteUnit ?? '',
    JUJU_REMOTE_APP: remoteEndpoint(relation, application)?.application ?? '',
  };
}
