/**
 * Command-line flags as every hook tool reads them: Go's gnuflag with flags and arguments in any order,
 * its oddities included, because charms have come to lean on them.
 */
import { goParseBool, goQuote, goQuoteList, goSyntaxError } from './go-text.ts';
import { HelpRequested, UsageError } from './tool-error.ts';

/** Reads a flag's value; throws an `Error` whose message says why it cannot. */
export type FlagReader<T> = (text: string) => T;

/** A flag's value after parsing. */
export interface FlagValue<T> {
  value: T;
}

interface Declared {
  readonly isBoolean: boolean;
  /** All its spellings, for the help text. */
  readonly names: readonly string[];
  readonly initial: string;
  accept(text: string): void;
}

function spelled(name: string): string {
  return name.length > 1 ? `--${name}` : `-${name}`;
}

function firstCharacter(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0);
}

export class FlagSet {
  readonly #declared = new Map<string, Declared>();
  readonly #given = new Set<string>();

  /** A flag that is on or off and takes no value of its own. */
  boolean(...names: readonly string[]): FlagValue<boolean> {
    const flag: FlagValue<boolean> = { value: false };
    const accept = (text: string): void => {
      const read = goParseBool(text);
      if (read === null) throw new Error(goSyntaxError('ParseBool', text));
      flag.value = read;
    };
    this.#declare({ isBoolean: true, names, initial: 'false', accept });
    return flag;
  }

  /** A flag with a text as its value. */
  text(initial: string, ...names: readonly string[]): FlagValue<string> {
    return this.read(initial, (text) => text, ...names);
  }

  /** A flag whose value is read while the command line is parsed, so that its complaint names the flag. */
  read<T>(initial: T, reader: FlagReader<T>, ...names: readonly string[]): FlagValue<T> {
    const flag: FlagValue<T> = { value: initial };
    this.#declare({
      isBoolean: false,
      names,
      initial: typeof initial === 'string' ? initial : '',
      accept: (text) => {
        flag.value = reader(text);
      },
    });
    return flag;
  }

  /** Whether any of these spellings was on the command line. */
  given(...names: readonly string[]): boolean {
    return names.some((name) => this.#given.has(name));
  }

  /** A line for each flag, sorted, as the help text shows it. */
  describe(): string[] {
    const flags = new Set(this.#declared.values());
    return [...flags]
      .map(({ names, initial }) => {
        const spellings = names.map(spelled).join(', ');
        return initial === '' ? spellings : `${spellings}  (= ${initial})`;
      })
      .sort();
  }

  /** Takes the flags out of a command line and returns what is left, in order. */
  parse(args: readonly string[]): string[] {
    const positional: string[] = [];
    let index = 0;
    let cluster = '';
    // Letters left of a cluster are dropped with the last argument: the end is looked for first (a bug that Juju has).
    while (index < args.length) {
      let name: string;
      if (cluster !== '') {
        name = firstCharacter(cluster);
        cluster = cluster.slice(name.length);
      } else {
        const argument = args[index] ?? '';
        if (argument === '--') {
          positional.push(...args.slice(index + 1));
          break;
        }
        index += 1;
        if (argument === '-' || !argument.startsWith('-')) {
          positional.push(argument);
          continue;
        }
        if (argument.startsWith('--')) {
          index = this.#long(argument, args, index);
          continue;
        }
        name = firstCharacter(argument.slice(1));
        cluster = argument.slice(1 + name.length);
      }
      const flag = this.#find(name);
      if (flag.isBoolean) {
        this.#accept(name, flag, 'true');
      } else if (cluster !== '') {
        const rest = cluster;
        cluster = '';
        this.#accept(name, flag, rest);
      } else {
        this.#accept(name, flag, this.#following(name, args, index));
        index += 1;
      }
    }
    return positional;
  }

  #long(argument: string, args: readonly string[], next: number): number {
    const equals = argument.indexOf('=');
    if (equals === 2) throw new UsageError(`empty option in argument ${goQuote(argument)}`);
    const name = equals < 0 ? argument.slice(2) : argument.slice(2, equals);
    const flag = this.#find(name);
    if (equals >= 0) {
      this.#accept(name, flag, argument.slice(equals + 1));
      return next;
    }
    if (flag.isBoolean) {
      this.#accept(name, flag, 'true');
      return next;
    }
    this.#accept(name, flag, this.#following(name, args, next));
    return next + 1;
  }

  #following(name: string, args: readonly string[], index: number): string {
    const text = args[index];
    if (text === undefined) throw new UsageError(`option needs an argument: ${spelled(name)}`);
    return text;
  }

  #accept(name: string, flag: Declared, text: string): void {
    try {
      flag.accept(text);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new UsageError(`invalid value ${goQuote(text)} for option ${spelled(name)}: ${why}`);
    }
    this.#given.add(name);
  }

  #find(name: string): Declared {
    const flag = this.#declared.get(name);
    if (flag !== undefined) return flag;
    if (name === 'help' || name === 'h') throw new HelpRequested();
    throw new UsageError(`option provided but not defined: ${spelled(name)}`);
  }

  #declare(flag: Declared): void {
    for (const name of flag.names) this.#declared.set(name, flag);
  }
}

/** Refuses arguments that a tool has no use for. */
export function refuseSurplus(args: readonly string[]): void {
  if (args.length > 0) throw new UsageError(`unrecognized args: ${goQuoteList(args)}`);
}
