/** One run of a hook with the answers that are known, up to the first question to which there is none. */
import type { Clients, DatabaseSession } from '../../../../src/charm/clients/clients.ts';
import { ServiceUnavailableError } from '../../../../src/charm/clients/service-unavailable.ts';
import type { RunResult } from '../../../../src/system/process.ts';
import type { AstaraMachine } from '../../charm/astara-machine.ts';
import { imageOf } from './machine-image.ts';

/** What the unit is about to do, in words that the world understands; see world.ts. */
export type Request = string;
export type Answer = string | boolean | null | readonly string[] | Readonly<Record<string, string>>;

export interface Told {
  readonly request: Request;
  readonly answer: Answer;
}

/** What the unit would be told if it went on alone; undefined where that is not to be tried. */
export type Foresight = (request: Request) => Answer | undefined;

/** Ends the run: what it would do next is not decided yet. */
class Cut extends Error {}

export class Replay {
  readonly machine: AstaraMachine;
  readonly #known: readonly Told[];
  /** What it was told beyond that, by a world in which nobody else moves. */
  readonly fresh: Told[] = [];
  readonly #foresee: Foresight;
  #at = 0;
  /** What it would do next, and its machine then; null when it has come to its end. */
  cut: { readonly request: Request; readonly image: ReturnType<typeof imageOf> } | null = null;

  constructor(machine: AstaraMachine, known: readonly Told[], foresee: Foresight) {
    this.machine = machine;
    this.#known = known;
    this.#foresee = foresee;
  }

  ask(request: Request): Answer {
    if (this.cut !== null) throw new Cut();
    const known = this.#known[this.#at];
    if (known === undefined) {
      const answer = this.#foresee(request);
      if (answer !== undefined) {
        this.fresh.push({ request, answer });
        return answer;
      }
      this.cut = { request, image: imageOf(this.machine) };
      throw new Cut();
    }
    if (known.request !== request) throw new Error(`asks for ${request}, and before for ${known.request}`);
    this.#at += 1;
    return known.answer;
  }

  /** Whether the hook has asked again for all that it had asked for. */
  get isWhole(): boolean {
    return this.#at === this.#known.length;
  }
}

/** After the cut nothing reaches the machine any more; before it, what others see is asked of the world. */
export function guardHost(replay: Replay): void {
  const { host } = replay.machine;
  const run = host.run.bind(host);
  host.run = (command, args, options) => {
    if (replay.cut !== null) throw new Cut();
    const line = [command, ...args].join(' ');
    if (command === 'setpriv' && line.includes('astara-dbsync')) {
      return outcomeOf(replay.ask(`program of ${replay.machine.installed ?? ''}`));
    }
    if (command === 'systemctl' && /^(?:re)?start /.test(args.join(' ')))
      replay.ask(`starts the service of ${replay.machine.installed ?? ''}`);
    return run(command, args, options);
  };
  for (const name of ['write', 'makeDirectory', 'link', 'remove', 'removeTree'] as const) {
    const change = host.files[name] as (...args: readonly unknown[]) => never;
    Object.assign(host.files, {
      [name]: (...args: readonly unknown[]) => {
        if (replay.cut !== null) throw new Cut();
        return change(...args);
      },
    });
  }
}

/** A program's end as the world tells it: its exit code, or what it said before it failed. */
function outcomeOf(answer: Answer): RunResult {
  const failed = typeof answer === 'string';
  return { exitCode: failed ? 1 : 0, signal: null, timedOut: false, stdout: '', stderr: failed ? answer : '' };
}
/** The database, statement by statement as src/charm/clients/mysql.ts sends them; the other servers always answer. */
export function clientsOf(replay: Replay): Clients {
  const ask = async (request: Request): Promise<Answer> => {
    const answer = replay.ask(request);
    if (answer === 'gone') throw new ServiceUnavailableError('MySQL', '10.0.0.40:3306', 'the connection is lost');
    return answer;
  };
  const names = (answer: Answer): readonly string[] => (Array.isArray(answer) ? answer : []);
  const session: DatabaseSession = {
    schema: async () => {
      const tables = names(await ask('tables'));
      if (!tables.includes('alembic_version')) return { revision: null, tables };
      const revision = await ask('revision');
      return { revision: revision === null ? null : String(revision), tables };
    },
    hasRows: async (tables) => {
      for (const table of tables) if ((await ask(`rows ${table}`)) === true) return true;
      return false;
    },
    dropTables: async (tables) => {
      for (const table of tables) await ask(`drop ${table}`);
    },
    lock: async () => (await ask('lock')) === true,
    close: async () => {
      if (replay.cut === null) replay.ask('close');
    },
  };
  const { servers } = replay.machine;
  return {
    openDatabase: async () => {
      await ask('connect');
      return session;
    },
    checkMessaging: (login) => servers.checkMessaging(login),
    checkIdentity: (login) => servers.checkIdentity(login),
    ringMembers: (place) => servers.ringMembers(place),
  };
}
