/** `juju wait-for application|machine|model|unit`: until a query holds. */
import { isApplicationName, isUnitName, type Model } from '../../emulator/index.ts';
import { printDocument, struct } from '../../emulator/report/document.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import type { GoValue } from '../../emulator/tools/go-value.ts';
import { HelpRequested } from '../../emulator/tools/tool-error.ts';
import { readDuration } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { CommandFailure, SilentFailure, UsageError } from '../errors.ts';
import { Collection, Evaluation, type Scope } from '../query/evaluate.ts';
import { type Expression, parseQuery } from '../query/parse.ts';
import { applicationScope, machineScope, modelScope, unitScope } from '../query/scopes.ts';
import { isModelName } from '../session.ts';

const pollMs = 200;

/** What can be waited for. */
interface Goal {
  readonly query: string;
  readonly article: string;
  readonly noun: string;
  isName(name: string): boolean;
  find(model: Model, name: string): Scope | null;
}

const goals: Readonly<Record<string, Goal>> = {
  application: {
    query: 'life=="alive" && status=="active"',
    article: 'an application',
    noun: 'application name',
    isName: isApplicationName,
    find: (model, name) => {
      const found = model.applications.find(name);
      return found === undefined ? null : applicationScope(model, found);
    },
  },
  machine: {
    query: 'life=="alive" && status=="started"',
    article: 'an machine',
    noun: 'machine id',
    isName: (name) => /^\d+(\/[a-z]+\/\d+)*$/.test(name),
    find: (model, name) => {
      const found = model.machines.find(name);
      return found === undefined ? null : machineScope(found);
    },
  },
  model: {
    query: 'life=="alive" && status=="available"',
    article: 'an model',
    noun: 'model name',
    isName: (name) => name !== '',
    find: (model, name) => (isModelName(model, name) ? modelScope(model) : null),
  },
  unit: {
    query: 'life=="alive" && workload-status=="active"',
    article: 'an unit',
    noun: 'unit name',
    isName: isUnitName,
    find: (model, name) => {
      const found = model.units.find(name);
      return found === undefined ? null : unitScope(model, found);
    },
  },
};

export const waitFor: Command = {
  name: 'wait-for',
  usage: 'application|machine|model|unit <name>',
  summary: 'Wait for an entity to reach a specified state.',
  options: [
    {
      spelling: '--query',
      text: 'The goal state; without it that the entity is alive and active, started or available',
    },
    { spelling: '--timeout (= 10m0s)', text: 'How long to wait, before timing out' },
    { spelling: '--summary  (= true)', text: 'Output a summary of the query on exit' },
  ],
  details: `First the hooks that are owed are run, as by any command; then it waits for what other commands do.
A query compares with ==, !=, <, <=, > and >=, joins with && and ||, and calls len, print, startsWith, endsWith and
forEach(units, unit => ...). Indexing (config["key"]) is not understood here.
Of an application it may ask name, life, status, exposed, charm-url, subordinate, workload-version, units, machines;
of a unit name, life, workload-status, workload-message, agent-status, public-address, machine-id, machines and more;
of a machine id, life, status, instance-status, base; of the model name, life, status, applications, units, machines.`,
  examples: [
    'juju wait-for application mysql',
    `juju wait-for application mysql --query='len(units) == 3 && forEach(units, unit => unit.workload-status == "active")'`,
    `juju wait-for unit mysql/0 --timeout=30s --query='workload-status == "blocked"'`,
    `juju wait-for model default --query='forEach(applications, app => app.status == "active")'`,
  ],
  prepare(flags) {
    const query = flags.text('', 'query');
    const timeout = flags.read(600_000, readDuration, 'timeout');
    const summary = flags.boolean('summary');
    return ([kind, name, ...rest]) => {
      if (kind === undefined) throw new HelpRequested();
      const goal = Object.hasOwn(goals, kind) ? goals[kind] : undefined;
      if (goal === undefined) throw new UsageError(`unrecognized command: juju wait-for ${kind}`);
      if (name === undefined) throw new UsageError(`${goal.noun} must be supplied when waiting for ${goal.article}`);
      if (rest.length > 0) throw new UsageError(`only one ${goal.noun} can be supplied as an argument to this command`);
      if (!goal.isName(name)) throw new UsageError(`${goQuote(name)} is not valid ${goal.noun}`);
      const text = query.value === '' ? goal.query : query.value;
      return async (context) => {
        const expression = parseQuery(text);
        const wait = new Waiting(context, { kind, goal, name, text, expression });
        const scope = await wait.until(Date.now() + timeout.value);
        if (!flags.given('summary') || summary.value) wait.tell(scope);
        return 0;
      };
    };
  },
};

interface Wanted {
  readonly kind: string;
  readonly goal: Goal;
  readonly name: string;
  readonly text: string;
  readonly expression: Expression;
}

class Waiting {
  readonly #context: CommandContext;
  readonly #wanted: Wanted;
  #isKnown = false;

  constructor(context: CommandContext, wanted: Wanted) {
    this.#context = context;
    this.#wanted = wanted;
  }

  async until(end: number): Promise<Scope> {
    const { common, interrupted } = this.#context;
    let reached = this.#look();
    if (reached === null && !common.noWait) {
      const session = await this.#context.openExisting();
      await session.settle();
      // Others may need the model, to do what is waited for here.
      await this.#context.release();
      reached = this.#look();
    }
    const { kind, name } = this.#wanted;
    if (reached === null) this.#say(`${kind} ${goQuote(name)} ${this.#isKnown ? 'found' : 'not found'}, waiting...`);
    while (reached === null) {
      if (interrupted.aborted) throw new SilentFailure(130);
      if (Date.now() >= end) throw new CommandFailure(`timed out waiting for ${goQuote(name)} to reach goal state`);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      reached = this.#look();
    }
    return reached;
  }

  /** The entity when the query holds for it, else null. */
  #look(): Scope | null {
    const { kind, goal, name, text, expression } = this.#wanted;
    const scope = goal.find(this.#context.read().model, name);
    if (scope === null) {
      if (this.#isKnown) throw new CommandFailure(`${kind} ${name} removed`);
      return null;
    }
    this.#isKnown = true;
    const evaluation = new Evaluation(text, scope, (line) => this.#context.terminal.stdout(line));
    return evaluation.holds(expression) || scope.part('life') === 'dead' ? scope : null;
  }

  #say(text: string): void {
    if (!this.#context.common.quiet) this.#context.terminal.stderr(`${text}\n`);
  }

  /** What the query has looked at, with its values. */
  tell(scope: Scope): void {
    const { kind, name } = this.#wanted;
    const word = kind === 'application' ? 'Application' : kind;
    const life = scope.part('life');
    if (life !== 'alive') {
      this.#say(`${word} ${goQuote(name)} ${life === 'dying' ? 'is being' : 'has been'} removed`);
      return;
    }
    this.#say(`${word} ${goQuote(name)} is running`);
    this.#context.terminal.stdout(printDocument('yaml', summaryOf(scope)));
  }
}

function summaryOf(scope: Scope): GoValue {
  const part = (name: string): GoValue | undefined => {
    const found = scope.isSeen(name) ? scope.part(name) : undefined;
    if (!(found instanceof Collection)) return undefined;
    const seen = found.scopes.filter((each) => each.seen.length > 0);
    return seen.length === 0 ? undefined : Object.fromEntries(seen.map((each) => [each.name, properties(each)]));
  };
  return struct({
    properties: properties(scope),
    applications: part('applications'),
    units: part('units'),
    machines: part('machines'),
  });
}

function properties(scope: Scope): Record<string, GoValue> {
  const values = scope.seen.map((name) => [name, scope.part(name)] as const);
  return Object.fromEntries(
    values.flatMap(([name, value]): [string, GoValue][] => {
      if (typeof value === 'number') return [[name, BigInt(value)]];
      return typeof value === 'string' || typeof value === 'boolean' ? [[name, value]] : [];
    }),
  );
}
