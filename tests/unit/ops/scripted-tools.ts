/** Hook tools that answer from a table and remember what was asked: the framework's outer edge, for its own tests. */
import {
  type AnyCharm,
  type CharmFactory,
  type DispatchOptions,
  type DispatchResult,
  dispatch,
} from '../../../src/ops/dispatch.ts';
import type { Environment } from '../../../src/ops/juju/context.ts';
import type { HookToolCall, HookToolResult, HookToolRunner } from '../../../src/ops/juju/runner.ts';
import type { LogLevel, LogSink } from '../../../src/ops/log-level.ts';
import { MemoryStore } from '../../../src/ops/store/memory-store.ts';

/** An answer is what the tool prints (JSON of anything but a string), or a whole result. */
export type Answer = unknown | ((call: HookToolCall) => unknown);

export function failure(stderr: string, exitCode = 1): HookToolResult {
  return { exitCode, stdout: '', stderr };
}

export class ScriptedTools implements HookToolRunner {
  readonly calls: HookToolCall[] = [];
  /** How many batches were run. */
  batches = 0;
  readonly #answers: Readonly<Record<string, Answer>>;

  /** Keys are `tool arg arg`, or a tool alone for all its calls. A tool without an answer succeeds and prints nothing. */
  constructor(answers: Readonly<Record<string, Answer>> = {}) {
    this.#answers = answers;
  }

  run(call: HookToolCall): HookToolResult {
    this.calls.push(call);
    const line = [call.tool, ...call.args].join(' ');
    const given = line in this.#answers ? this.#answers[line] : this.#answers[call.tool];
    const answer: unknown = typeof given === 'function' ? given(call) : given;
    if (answer === undefined) return { exitCode: 0, stdout: '', stderr: '' };
    if (isResult(answer)) return answer;
    return { exitCode: 0, stdout: typeof answer === 'string' ? answer : JSON.stringify(answer), stderr: '' };
  }

  runAll(calls: readonly HookToolCall[]): readonly HookToolResult[] {
    this.batches += 1;
    return calls.map((call) => this.run(call));
  }

  /** The calls as one would type them, with the input after `<`; log lines left out. */
  get lines(): string[] {
    return this.calls
      .filter((call) => call.tool !== 'juju-log')
      .map((call) => {
        const input = call.input === undefined ? '' : ` < ${call.input}`;
        const content = call.content === undefined ? '' : ` + ${JSON.stringify(call.content)}`;
        return [call.tool, ...call.args].join(' ') + content + input;
      });
  }
}

function isResult(value: unknown): value is HookToolResult {
  return typeof value === 'object' && value !== null && 'exitCode' in value && 'stderr' in value;
}

/** Log lines in order. */
export class LogLines implements LogSink {
  readonly lines: { readonly level: LogLevel; readonly text: string }[] = [];

  write(level: LogLevel, text: string): void {
    this.lines.push({ level, text });
  }

  texts(level?: LogLevel): string[] {
    return this.lines.filter((line) => level === undefined || line.level === level).map((line) => line.text);
  }
}

export const testFiles = {
  metadata: {
    name: 'c',
    requires: { db: { interface: 'mysql' }, queue: 'rabbitmq' },
    provides: { 'web-site': 'http' },
    peers: { cluster: { interface: 'c-cluster' } },
    storage: { 'my-data': { type: 'filesystem', multiple: { range: '0+' } } },
    resources: { snap: { type: 'file', filename: 'x.snap' } },
  },
  config: { options: { port: { type: 'int', default: 80 }, name: { type: 'string' } } },
  actions: { 'do-it': { params: { now: { type: 'boolean' } } } },
};

const common = {
  JUJU_UNIT_NAME: 'c/0',
  JUJU_MODEL_NAME: 'm',
  JUJU_MODEL_UUID: 'f0e1d2c3-0000-4000-8000-000000000001',
  JUJU_VERSION: '3.6.14',
  JUJU_CHARM_DIR: '/charm',
  JUJU_MACHINE_ID: '0',
};

export function hookEnvironment(hook: string, extra: Environment = {}): Environment {
  return { ...common, JUJU_HOOK_NAME: hook, JUJU_DISPATCH_PATH: `hooks/${hook}`, ...extra };
}

export function relationEnvironment(
  hook: 'created' | 'joined' | 'changed' | 'departed' | 'broken',
  options: { endpoint?: string; id?: number; app?: string; unit?: string; departing?: string } = {},
): Environment {
  const { endpoint = 'db', id = 3, app = 'pg', unit = '', departing } = options;
  return hookEnvironment(`${endpoint}-relation-${hook}`, {
    JUJU_RELATION: endpoint,
    JUJU_RELATION_ID: `${endpoint}:${id}`,
    JUJU_REMOTE_APP: app,
    JUJU_REMOTE_UNIT: unit,
    ...(departing === undefined ? {} : { JUJU_DEPARTING_UNIT: departing }),
  });
}

export function actionEnvironment(action: string): Environment {
  return {
    ...common,
    JUJU_HOOK_NAME: '',
    JUJU_DISPATCH_PATH: `actions/${action}`,
    JUJU_ACTION_NAME: action,
    JUJU_ACTION_UUID: '12',
    JUJU_ACTION_TAG: 'action-12',
  };
}

export interface Run<C extends AnyCharm> extends DispatchResult<C> {
  readonly tools: ScriptedTools;
  readonly log: LogLines;
  readonly store: MemoryStore;
}

/** Runs one hook of a charm with scripted tools. */
export async function runHook<C extends AnyCharm>(
  charm: CharmFactory<C>,
  environment: Environment,
  options: Partial<DispatchOptions<C>> & {
    readonly answers?: Readonly<Record<string, Answer>>;
    readonly kept?: MemoryStore;
  } = {},
): Promise<Run<C>> {
  const tools = new ScriptedTools(options.answers);
  const log = new LogLines();
  const store = options.kept ?? new MemoryStore();
  const { answers: _answers, kept: _kept, ...others } = options;
  const result = await dispatch({
    environment,
    runner: tools,
    store,
    charm,
    files: testFiles,
    logSink: log,
    ...others,
  });
  return { ...result, tools, log, store };
}
