/** Whether a query holds for an application, a unit, a machine or the model. */
import { counted } from '../counted.ts';
import { nearWords } from '../near-words.ts';
import type { Expression } from './parse.ts';
import { QueryError } from './query-error.ts';

export type Value = string | number | boolean | Collection | Lambda | Scope;

/** Something that has parts with names. It knows which of them a query has looked at. */
export class Scope {
  readonly name: string;
  /** Parts that were read, with what they were: they are read once. */
  readonly #read = new Map<string, Value>();
  readonly #parts: Readonly<Record<string, () => Value>>;

  constructor(name: string, parts: Readonly<Record<string, () => Value>>) {
    this.name = name;
    this.#parts = parts;
  }

  /** Names of the parts that were read. */
  get seen(): readonly string[] {
    return [...this.#read.keys()].sort();
  }

  isSeen(name: string): boolean {
    return this.#read.has(name);
  }

  get known(): readonly string[] {
    return Object.keys(this.#parts).sort();
  }

  /** Undefined when there is no such part. */
  part(name: string): Value | undefined {
    const read = Object.hasOwn(this.#parts, name) ? this.#parts[name] : undefined;
    if (read === undefined) return undefined;
    const value = this.#read.get(name) ?? read();
    this.#read.set(name, value);
    return value;
  }
}

/** The units of an application, and the like. */
export class Collection {
  readonly scopes: readonly Scope[];

  constructor(scopes: readonly Scope[]) {
    this.scopes = scopes;
  }
}

class Lambda {
  readonly call: (scope: Scope) => boolean;

  constructor(call: (scope: Scope) => boolean) {
    this.call = call;
  }
}

const functions = ['len', 'print', 'forEach', 'startsWith', 'endsWith'];

export class Evaluation {
  readonly #query: string;
  readonly #root: Scope;
  readonly #print: (text: string) => void;

  /** @param print where the query's own `print` writes */
  constructor(query: string, root: Scope, print: (text: string) => void) {
    this.#query = query;
    this.#root = root;
    this.#print = print;
  }

  holds(expression: Expression): boolean {
    return this.#isTrue(this.#value(expression, new Map()));
  }

  /** What is neither false, nothing nor empty. */
  #isTrue(value: Value): boolean {
    if (value instanceof Collection) return value.scopes.length > 0;
    return value !== false && value !== 0 && value !== '';
  }

  #value(expression: Expression, names: ReadonlyMap<string, Scope>): Value {
    switch (expression.kind) {
      case 'value':
        return expression.value;
      case 'identifier':
        return names.get(expression.name) ?? this.#partOf(this.#root, expression.name);
      case 'part': {
        const of = this.#value(expression.of, names);
        if (of instanceof Scope) return this.#partOf(of, expression.name);
        throw this.#error(`${shown(of)} has no part ${expression.name}.`);
      }
      case 'lambda':
        return new Lambda((scope) =>
          this.#isTrue(this.#value(expression.body, new Map([...names, [expression.argument, scope]]))),
        );
      case 'call':
        return this.#call(
          expression.name,
          expression.args.map((each) => this.#value(each, names)),
        );
      case 'infix':
        return this.#infix(expression, names);
    }
  }

  #partOf(scope: Scope, name: string): Value {
    const part = scope.part(name);
    if (part !== undefined) return part;
    throw QueryError.identifier(this.#query, name, nearWords(name, scope.known, name.length), scope.known);
  }

  #infix(
    { operator, left, right }: Extract<Expression, { kind: 'infix' }>,
    names: ReadonlyMap<string, Scope>,
  ): boolean {
    const first = this.#value(left, names);
    if (operator === '&&' || operator === '||') {
      if (this.#boolean(first, operator) === (operator === '||')) return operator === '||';
      return this.#boolean(this.#value(right, names), operator);
    }
    const second = this.#value(right, names);
    if (operator === '==') return first === second;
    if (operator === '!=') return first !== second;
    // What cannot be compared is never less.
    if (typeof first !== typeof second || typeof first === 'object') return false;
    const difference = first < second ? -1 : first > second ? 1 : 0;
    if (operator === '<') return difference < 0;
    if (operator === '<=') return difference <= 0;
    return operator === '>' ? difference > 0 : difference >= 0;
  }

  #boolean(value: Value, operator: string): boolean {
    if (typeof value === 'boolean') return value;
    throw this.#error(`Each side of ${operator} has to be true or false, and ${shown(value)} is neither.`);
  }

  #call(name: string, args: readonly Value[]): Value {
    const [first, second, third] = args;
    const wanted = name === 'len' || name === 'print' ? 1 : 2;
    if (!functions.includes(name)) throw this.#error(`There is no function "${name}", only ${functions.join(', ')}.`);
    if (first === undefined || (wanted === 2 && second === undefined) || args.length > wanted || third !== undefined)
      throw this.#error(`${name} wants ${counted(wanted, 'argument')} and was given ${args.length}.`);
    if (name === 'print') {
      this.#print(`${shown(first)}\n`);
      return first;
    }
    if (name === 'len') {
      if (first instanceof Collection) return first.scopes.length;
      if (typeof first === 'string') return first.length;
    } else if (name === 'forEach') {
      if (first instanceof Collection && second instanceof Lambda)
        return first.scopes.length > 0 && first.scopes.every((scope) => second.call(scope));
    } else if (typeof first === 'string' && typeof second === 'string')
      return name === 'startsWith' ? first.startsWith(second) : first.endsWith(second);
    throw this.#error(`${name} cannot be called with ${args.map(shown).join(' and ')}.`);
  }

  #error(reason: string): QueryError {
    return QueryError.runtime(this.#query, reason);
  }
}

function shown(value: Value): string {
  if (value instanceof Scope) return value.name;
  if (value instanceof Collection) return `[${value.scopes.map((scope) => scope.name).join(' ')}]`;
  return value instanceof Lambda ? 'a lambda' : JSON.stringify(value);
}
