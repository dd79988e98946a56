/** One command's use of the model: opened with the lock, settled with progress shown, closed whatever happens. */
import { join, resolve } from 'node:path';
import {
  type Base,
  createModel,
  Emulator,
  HomeFolder,
  LockedError,
  type MachineKind,
  type Model,
  openMachines,
  type SettleSummary,
  type Store,
  sweepCharms,
} from '../emulator/index.ts';
import { readModel } from '../emulator/model/read-model.ts';
import type { CommonFlags } from './command.ts';
import { CommandFailure, SilentFailure, UsageError } from './errors.ts';
import { HookLog } from './hook-log.ts';
import { type ProgressStyle, progressListener } from './progress.ts';
import type { Surroundings } from './terminal.ts';

export interface Session {
  readonly emulator: Emulator;
  readonly store: Store;
  readonly model: Model;
  /** Runs what there is to run, unless the user wants it queued; null then. */
  settle(): Promise<SettleSummary | null>;
  /** A line for the user about what was done; silent with --quiet. */
  say(text: string): void;
  close(): Promise<void>;
}

/** A look at the model as it is on disk. */
export interface Reading {
  readonly model: Model;
  readonly home: HomeFolder;
  /** Now, on the model's clock. */
  readonly now: number;
}

export function homePath(surroundings: Surroundings): string {
  const { environment, workingDirectory } = surroundings;
  return resolve(workingDirectory, environment['JUJU_EMULATOR_HOME'] || '.juju-emulator');
}

/** Reads without waiting for a command that is at work. */
export function readSession(options: SessionOptions): Reading {
  const home = new HomeFolder(homePath(options));
  const model = readModel(home);
  if (!model.exists) {
    throw new CommandFailure(
      `No selected model.\n\nNothing has been deployed into ${home.path} yet: "juju deploy" or "juju add-model" makes a model there.`,
    );
  }
  checkModelName(model, options.common.model);
  return { model, home, now: Date.now() + model.current.clockOffset };
}

/** Whether the Juju that is played runs actions with `juju run`; a home without a model plays the present one. */
export function runMeansAction(surroundings: Surroundings): boolean {
  const model = readModel(new HomeFolder(homePath(surroundings)));
  return !model.exists || model.version.runMeansAction;
}

/** Whether a name means this model, however much of it is given: `emulator:admin/test`. */
export function isModelName(model: Model, name: string): boolean {
  const { controllerName, owner, name: own } = model.current;
  return [own, `${owner}/${own}`, `${controllerName}:${own}`, `${controllerName}:${owner}/${own}`].includes(name);
}

function checkModelName(model: Model, name: string): void {
  if (name === '' || isModelName(model, name)) return;
  const { controllerName, owner } = model.current;
  const full = name.includes(':') ? name : `${controllerName}:${name.includes('/') ? name : `${owner}/${name}`}`;
  throw new CommandFailure(`model ${full} not found`);
}

export interface SessionOptions extends Surroundings {
  readonly common: CommonFlags;
}

export interface ModelWishes {
  readonly name?: string;
  readonly jujuVersion?: string;
  readonly machines?: string;
}

/** Juju's default since its 3.6 series. */
const defaultBase: Base = { name: 'ubuntu', channel: '24.04/stable' };

const kinds: readonly MachineKind[] = ['auto', 'plain', 'namespaces'];

function machineKind(word: string | undefined): MachineKind {
  if (word === undefined || word === '') return 'auto';
  const found = kinds.find((kind) => kind === word);
  if (found === undefined)
    throw new UsageError(`unknown kind of machines "${word}", expected one of ${kinds.join(', ')}`);
  return found;
}

/** Opens the home without making a model. */
export async function openHome(options: SessionOptions): Promise<Session> {
  const home = homePath(options);
  const emulator = await openEmulator(home, options);
  const { store } = emulator;
  const { terminal, common, environment } = options;
  const style = progressStyle(options);
  const log = new HookLog();
  store.onLog((line) => log.add(line));
  emulator.listen(progressListener(terminal, style, { names: () => store.model.units.keys(), log }));
  const stop = (): void => emulator.stop();
  options.interrupted.addEventListener('abort', stop);
  if (options.interrupted.aborted) stop();
  return {
    emulator,
    store,
    model: store.model,
    say: (text) => {
      if (style === 'text') terminal.stderr(`${text}\n`);
    },
    settle: async () => {
      if (common.noWait) return null;
      const retries = environment['JUJU_EMULATOR_RETRIES'];
      const summary = await emulator.settle(retries === undefined ? {} : { retries: Number.parseInt(retries, 10) });
      sweepCharms(store.model);
      store.commit();
      // What shells report of a program that was ended by Ctrl-C.
      if (summary.interrupted) throw new SilentFailure(130);
      return summary;
    },
    close: async () => {
      options.interrupted.removeEventListener('abort', stop);
      await emulator.close();
    },
  };
}

/** Makes the model by the user's wishes, else by the environment's, else as Juju 3.6 with the best machines there can be. */
export function ensureModel(session: Session, options: SessionOptions, wishes: ModelWishes): void {
  const { environment, common } = options;
  if (session.model.exists) {
    checkModelName(session.model, common.model);
    return;
  }
  if (common.model !== '') throw new CommandFailure(`model emulator:admin/${common.model} not found`);
  const machines = openMachines(
    homePath(options),
    machineKind(wishes.machines ?? environment['JUJU_EMULATOR_MACHINES']),
  );
  if (machines.notice !== null) session.say(machines.notice);
  const jujuVersion = wishes.jujuVersion ?? environment['JUJU_EMULATOR_JUJU_VERSION'];
  const name = wishes.name ?? environment['JUJU_EMULATOR_MODEL'];
  createModel(session.store, {
    machineMode: machines.kind === 'plain' ? 'plain' : 'namespace',
    ...(jujuVersion === undefined || jujuVersion === '' ? {} : { jujuVersion }),
    ...(name === undefined || name === '' ? {} : { name }),
  });
  // All machines are of one base here, so charms that support several must not end up on different ones.
  session.model.patchInfo({ defaultBase });
  session.store.commit();
}

function progressStyle({ common, environment }: SessionOptions): ProgressStyle {
  if (common.quiet) return 'quiet';
  return environment['JUJU_EMULATOR_PROGRESS'] === 'json' ? 'json' : common.progress;
}

const lockPollMs = 200;

/** Commands that change the model come one after another: the next one waits, and says for whom. */
async function openEmulator(home: string, options: SessionOptions): Promise<Emulator> {
  const limit = Number.parseInt(options.environment['JUJU_EMULATOR_HOOK_TIMEOUT'] ?? '0', 10) * 1000;
  let told = false;
  for (;;) {
    try {
      return Emulator.open({
        home,
        hookTimeout: limit,
        toolClient: join(options.programFolder, 'dist/hook-tool'),
        machines: (store) => {
          const mode = store.model.exists ? store.model.current.machineMode : 'plain';
          return openMachines(home, mode === 'plain' ? 'plain' : 'namespaces');
        },
      });
    } catch (error) {
      if (!(error instanceof LockedError) || options.common.noWait || options.interrupted.aborted) throw error;
      if (!told && !options.common.quiet)
        options.terminal.stderr(`waiting for another command (process ${error.pid})\n`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, lockPollMs));
    }
  }
}
