/**
 * The charm's entry: runs the hook that Juju has started this process for, and ends the process. Everything that decides
 * anything is in dispatch.ts; here are the process's own matters: its environment, its exit code, and what nobody caught.
 */
import { writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCharmFiles } from './charm/charm-files.ts';
import { type AnyCharm, type CharmFactory, dispatch } from './dispatch.ts';
import { isRestricted } from './hook-event.ts';
import { AnswersAhead, type AskedQuestions, askedQuestions, readAnswers } from './juju/answers-ahead.ts';
import { type JujuContext, processEnvironment, readContext } from './juju/context.ts';
import { createProcessRunner } from './juju/process-runner.ts';
import type { HookToolRunner } from './juju/runner.ts';
import { runLegacyHook } from './legacy-hook.ts';
import { DispatchLog, jujuLogSink } from './log.ts';
import type { LogLevel, LogSink } from './log-level.ts';
import { FirstQuestions } from './model/first-questions.ts';
import { Rest } from './model/rest.ts';
import { FileStore } from './store/file-store.ts';
import { JujuStore } from './store/juju-store.ts';

/** What `main` can be asked for. */
export interface MainOptions {
  /** The least severe level that is logged: INFO, or DEBUG where JUJU_DEBUG is set, when not given. */
  readonly logLevel?: LogLevel;
  /** Keeps states at the controller instead of in a file, for units whose disk does not last. */
  readonly useJujuForStorage?: boolean;
  /**
   * Also runs `hooks/<name>` or `actions/<name>` of the charm's directory, before the charm. Differs from ops: only on
   * request, since a charm's hooks are usually links to this very program.
   */
  readonly legacyHooks?: boolean;
}

/**
 * Runs the hook and ends the process, with 0 when it went well and 1 when the charm threw.
 *
 * @example
 * main(MyCharm);
 */
export function main<C extends AnyCharm>(charm: CharmFactory<C>, options: MainOptions = {}): void {
  const asked = askedQuestions(processEnvironment());
  const tools = createProcessRunner();
  const runner = asked === null ? tools : new AnswersAhead(tools, readAnswers);
  // A handler that never settles lets Node run dry, which must not look like success.
  process.exitCode = 1;
  const crash = new Crash(runner);
  process.on('beforeExit', () => crash.report(new Error('a handler waits for something that cannot happen any more')));
  process.on('uncaughtException', (error) => {
    crash.report(error);
    end(1);
  });
  runProcess(charm, options, runner, crash, asked).then(end, (error: unknown) => {
    crash.report(error);
    end(1);
  });
}

/** The only place of the framework that ends the process: a stray timer or socket of the charm must not keep it alive. */
function end(exitCode: number): void {
  process.exit(exitCode);
}

async function runProcess<C extends AnyCharm>(
  charm: CharmFactory<C>,
  options: MainOptions,
  runner: HookToolRunner,
  crash: Crash,
  asked: AskedQuestions | null,
): Promise<number> {
  const environment = processEnvironment();
  const program = process.argv[1] ?? '.';
  const context = readContext(environment, process.cwd());
  crash.context = context;
  if (context.insideDispatch) return 0;
  // The state tools are among those that such a hook refuses, and a charm without its state must not run.
  if (options.useJujuForStorage === true && isRestricted(context)) return 0;
  if (options.legacyHooks === true) {
    const exitCode = runLegacyHook(context, program, environment, crash.log);
    if (exitCode !== 0) return exitCode;
  }
  const sink = context.debug ? teeSink(jujuLogSink(runner, complain)) : jujuLogSink(runner, complain);
  const firstQuestions = new FirstQuestions(context.charmDir, context.dispatchPath, asked?.text ?? null);
  // Neither a state at the controller nor what a legacy hook does is among what is compared before Node.
  const restable = options.useJujuForStorage !== true && options.legacyHooks !== true;
  const rest = new Rest(context.charmDir, context.dispatchPath, environment['OPS_DIGEST'] ?? null);
  const result = await dispatch({
    environment,
    charmDir: process.cwd(),
    runner,
    charm,
    store:
      options.useJujuForStorage === true
        ? new JujuStore(runner)
        : new FileStore(join(context.charmDir, '.unit-state.json')),
    files: await readCharmFiles(context.charmDir, dirname(program)),
    logSink: sink,
    ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
    onLog: (log) => {
      crash.log = log;
    },
    firstQuestions,
    ...(restable ? { rest } : {}),
    ...(asked === null ? {} : { askedAheadAt: asked.at }),
  });
  firstQuestions.keep();
  if (result.exitCode !== 0 && context.action !== null) reportAction(result.error, crash.log);
  return result.exitCode;
}

/** Whoever runs an action sees its standard error, but not the log. */
function reportAction(error: unknown, log: DispatchLog): void {
  const text = error instanceof Error ? `${error.name} in charm code: ${error.message}` : String(error);
  complain(log.masked(`Uncaught ${text}`));
  complain('Use `juju debug-log` to see the full traceback.');
}

function complain(text: string): void {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody listens; there is nowhere else to say it.
  }
}

/** With JUJU_DEBUG, whoever runs the charm by hand sees its log at once. */
function teeSink(sink: LogSink): LogSink {
  return {
    write: (level, text) => {
      complain(`${new Date().toISOString()} ${level.padEnd(8)} ${text}`);
      sink.write(level, text);
    },
  };
}

/** Says, once, what went wrong outside of all handlers. */
class Crash {
  log: DispatchLog;
  context: JujuContext | null = null;
  #reported = false;

  constructor(runner: HookToolRunner) {
    this.log = new DispatchLog(jujuLogSink(runner, complain));
  }

  report(error: unknown): void {
    if (this.#reported) return;
    this.#reported = true;
    this.log.error('Uncaught exception while in charm code:', error);
    if (this.context === null || this.context.action !== null) reportAction(error, this.log);
  }
}
