/**
 * Everything that Juju tells a hook through its environment, read once into one frozen value. The only file of the
 * framework that knows the names of the variables.
 */
import { ContextError } from '../errors.ts';
import { JujuVersion } from './version.ts';

/** Variables by name, such as a process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The relation that a relation hook is about. */
export interface RelationContext {
  readonly name: string;
  readonly id: number;
  readonly remoteApp: string | null;
  /** Null in relation-created, relation-broken, and when an application's databag changed. */
  readonly remoteUnit: string | null;
  /** The unit that leaves, in relation-departed; it may be our own. */
  readonly departingUnit: string | null;
}

/** The storage instance that a storage hook is about. */
export interface StorageContext {
  /** For example `data/0`. */
  readonly id: string;
  readonly name: string;
  readonly index: number;
  readonly location: string | null;
  readonly kind: string | null;
}

/** The secret that a secret hook is about. */
export interface SecretContext {
  readonly id: string;
  readonly label: string | null;
  readonly revision: number | null;
}

/** The action that this process runs. */
export interface ActionContext {
  readonly name: string;
  readonly uuid: string;
  readonly tag: string | null;
}

/** What the model says about proxies for a charm's own downloads; null where it says nothing. */
export interface ProxyContext {
  readonly http: string | null;
  readonly https: string | null;
  readonly ftp: string | null;
  readonly no: string | null;
}

/** What Juju tells a hook through its environment, frozen. */
export interface JujuContext {
  /** For example `hooks/config-changed` or `actions/pause`; empty when Juju gave none. */
  readonly dispatchPath: string;
  /** The hook's name verbatim; empty in an action. */
  readonly hookName: string;
  readonly unitName: string;
  readonly appName: string;
  readonly modelName: string;
  readonly modelUuid: string;
  /** 0.0.0 where Juju gives none, which it does in meter-status-changed. */
  readonly jujuVersion: JujuVersion;
  readonly charmDir: string;
  /** A container's looks like `0/lxd/1`. */
  readonly machineId: string | null;
  /** A subordinate's principal. */
  readonly principalUnit: string | null;
  readonly availabilityZone: string | null;
  readonly relation: RelationContext | null;
  readonly storage: StorageContext | null;
  readonly secret: SecretContext | null;
  readonly action: ActionContext | null;
  readonly proxies: ProxyContext;
  /** Series or base that a series upgrade leads to. */
  readonly targetBase: string | null;
  readonly apiAddresses: readonly string[];
  /** Whether JUJU_DEBUG asks for the log on standard error too. */
  readonly debug: boolean;
  /** Names in JUJU_DEBUG_AT. */
  readonly debugAt: readonly string[];
  /** Whether a charm's program started this one: a legacy hook that calls the charm again. */
  readonly insideDispatch: boolean;
}

/** Set for the programs that a dispatch starts, so that the charm can tell that it is called by itself. */
export const dispatchGuard = 'OPERATOR_DISPATCH';

/** The environment of this process. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Reads the environment, taking what is missing as absent. `charmDir` is used where Juju does not say. */
export function readContext(environment: Environment, charmDir = '.'): JujuContext {
  const text = (name: string): string | null => environment[name] || null;
  const unitName = text('JUJU_UNIT_NAME') ?? '';
  const dispatchPath = text('JUJU_DISPATCH_PATH') ?? '';
  const actionName = text('JUJU_ACTION_NAME');
  const actionUuid = text('JUJU_ACTION_UUID');
  const context: JujuContext = {
    dispatchPath,
    hookName: text('JUJU_HOOK_NAME') ?? '',
    unitName,
    appName: unitName.split('/')[0] ?? '',
    modelName: text('JUJU_MODEL_NAME') ?? '',
    modelUuid: text('JUJU_MODEL_UUID') ?? '',
    jujuVersion: new JujuVersion(environment['JUJU_VERSION'] ?? '0.0.0'),
    charmDir: text('JUJU_CHARM_DIR') ?? charmDir,
    machineId: text('JUJU_MACHINE_ID'),
    principalUnit: text('JUJU_PRINCIPAL_UNIT'),
    availabilityZone: text('JUJU_AVAILABILITY_ZONE'),
    relation: readRelation(text),
    storage: readStorage(text),
    secret: readSecret(text),
    action:
      actionUuid === null
        ? null
        : { name: actionName ?? lastPart(dispatchPath), uuid: actionUuid, tag: text('JUJU_ACTION_TAG') },
    proxies: {
      http: text('JUJU_CHARM_HTTP_PROXY'),
      https: text('JUJU_CHARM_HTTPS_PROXY'),
      ftp: text('JUJU_CHARM_FTP_PROXY'),
      no: text('JUJU_CHARM_NO_PROXY'),
    },
    targetBase: text('JUJU_TARGET_BASE') ?? text('JUJU_TARGET_SERIES'),
    apiAddresses: (text('JUJU_API_ADDRESSES') ?? '').split(/\s+/).filter((address) => address !== ''),
    debug: text('JUJU_DEBUG') !== null,
    debugAt: (text('JUJU_DEBUG_AT') ?? '').split(',').filter((name) => name !== ''),
    insideDispatch: text(dispatchGuard) !== null,
  };
  return deepFreeze(context);
}

/**
 * Reads the environment and insists on what Juju always gives: for tools that run inside a hook without the framework.
 * Throws {@link ContextError} naming every variable that is missing.
 */
export function readStrictContext(environment: Environment): JujuContext {
  const missing = requiredVariables(environment).filter((name) => environment[name] === undefined);
  const empty = alwaysRequired.filter((name) => environment[name] === '');
  // Juju sets this one in every hook and leaves it empty in an action.
  const problems = [...missing, ...empty.filter((name) => name !== 'JUJU_HOOK_NAME')];
  if (problems.length > 0) {
    throw new ContextError(`cannot read Juju's environment: ${problems.join(', ')} not set`);
  }
  return readContext(environment);
}

const alwaysRequired = [
  'JUJU_DISPATCH_PATH',
  'JUJU_HOOK_NAME',
  'JUJU_MODEL_NAME',
  'JUJU_MODEL_UUID',
  'JUJU_UNIT_NAME',
  'JUJU_VERSION',
] as const;

function requiredVariables(environment: Environment): readonly string[] {
  const path = environment['JUJU_DISPATCH_PATH'] ?? '';
  const hook = lastPart(path);
  const names: string[] = [...alwaysRequired];
  if (path.startsWith('actions/')) return [...names, 'JUJU_ACTION_NAME', 'JUJU_ACTION_UUID'];
  if (hook.startsWith('secret-')) names.push('JUJU_SECRET_ID');
  if (hook === 'secret-remove' || hook === 'secret-expired') names.push('JUJU_SECRET_REVISION');
  if (/-storage-(attached|detaching)$/.test(hook)) names.push('JUJU_STORAGE_ID');
  const relation = /-relation-(created|joined|changed|departed|broken)$/.exec(hook)?.[1];
  if (relation !== undefined) names.push('JUJU_RELATION', 'JUJU_RELATION_ID', 'JUJU_REMOTE_APP');
  if (relation !== undefined && ['joined', 'changed', 'departed'].includes(relation)) names.push('JUJU_REMOTE_UNIT');
  if (relation === 'departed') names.push('JUJU_DEPARTING_UNIT');
  return names;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

type Reader = (name: string) => string | null;

function readRelation(text: Reader): RelationContext | null {
  const name = text('JUJU_RELATION');
  const id = text('JUJU_RELATION_ID');
  if (name === null || id === null) return null;
  const number = Number(id.slice(id.lastIndexOf(':') + 1));
  if (!Number.isSafeInteger(number)) throw new ContextError(`cannot read JUJU_RELATION_ID: "${id}" holds no number`);
  const remoteUnit = text('JUJU_REMOTE_UNIT');
  if (remoteUnit !== null && !remoteUnit.includes('/')) {
    throw new ContextError(`cannot read JUJU_REMOTE_UNIT: "${remoteUnit}" is no unit name`);
  }
  // Juju before 2.7 gave no JUJU_REMOTE_APP.
  const remoteApp = text('JUJU_REMOTE_APP') ?? remoteUnit?.split('/')[0] ?? null;
  return { name, id: number, remoteApp, remoteUnit, departingUnit: text('JUJU_DEPARTING_UNIT') };
}

function readStorage(text: Reader): StorageContext | null {
  const id = text('JUJU_STORAGE_ID');
  if (id === null) return null;
  const [name = '', index = ''] = id.split('/');
  if (!/^\d+$/.test(index)) throw new ContextError(`cannot read JUJU_STORAGE_ID: "${id}" holds no number`);
  return {
    id,
    name,
    index: Number(index),
    location: text('JUJU_STORAGE_LOCATION'),
    kind: text('JUJU_STORAGE_KIND'),
  };
}

function readSecret(text: Reader): SecretContext | null {
  const id = text('JUJU_SECRET_ID');
  if (id === null) return null;
  const revision = text('JUJU_SECRET_REVISION');
  if (revision !== null && !/^\d+$/.test(revision)) {
    throw new ContextError(`cannot read JUJU_SECRET_REVISION: "${revision}" is no number`);
  }
  return { id, label: text('JUJU_SECRET_LABEL'), revision: revision === null ? null : Number(revision) };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) deepFreeze(part);
  }
  return Object.freeze(value);
}
