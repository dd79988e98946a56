/** Reads a `juju wait-for --query` into a tree. */
import { QueryError } from './query-error.ts';
import { type Token, tokensOf } from './tokens.ts';

export type Expression =
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  | { readonly kind: 'identifier'; readonly name: string }
  /** `unit.life` */
  | { readonly kind: 'part'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'infix'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  /** `unit => unit.life == "alive"` */
  | { readonly kind: 'lambda'; readonly argument: string; readonly body: Expression };

/** The higher binds the tighter. */
const strengths: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '=>': 5,
  '(': 5,
  '.': 6,
};

export function parseQuery(query: string): Expression {
  return new Parser(query).run();
}

class Parser {
  readonly #query: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(query: string) {
    this.#query = query;
    this.#tokens = tokensOf(query);
  }

  run(): Expression {
    const expression = this.#expression(0);
    if (this.#next.text === ';') this.#take();
    if (this.#next.kind !== 'end') throw this.#unexpected(this.#next);
    return expression;
  }

  get #next(): Token {
    return this.#tokens[this.#index] ?? { kind: 'end', text: '', at: this.#query.length };
  }

  #take(): Token {
    const token = this.#next;
    this.#index += 1;
    return token;
  }

  #expression(strength: number): Expression {
    let left = this.#operand();
    for (;;) {
      const own = this.#next.kind === 'symbol' ? (strengths[this.#next.text] ?? 0) : 0;
      if (own <= strength) return left;
      left = this.#continued(left, this.#take(), own);
    }
  }

  #operand(): Expression {
    const token = this.#take();
    if (token.kind === 'identifier') return { kind: 'identifier', name: token.text };
    if (token.kind === 'string') return { kind: 'value', value: token.text };
    if (token.kind === 'number') return { kind: 'value', value: Number(token.text) };
    if (token.kind === 'boolean') return { kind: 'value', value: token.text === 'true' };
    if (token.text !== '(') throw this.#unexpected(token);
    const inner = this.#expression(0);
    this.#expect(')');
    return inner;
  }

  #continued(left: Expression, operator: Token, strength: number): Expression {
    switch (operator.text) {
      case '.': {
        const part = this.#take();
        if (part.kind !== 'identifier') throw this.#unexpected(part);
        return { kind: 'part', of: left, name: part.text };
      }
      case '=>':
        if (left.kind !== 'identifier') throw this.#unexpected(operator);
        return { kind: 'lambda', argument: left.name, body: this.#expression(0) };
      case '(':
        if (left.kind !== 'identifier') throw this.#unexpected(operator);
        return { kind: 'call', name: left.name, args: this.#args() };
      default:
        return { kind: 'infix', operator: operator.text, left, right: this.#expression(strength) };
    }
  }

  #args(): Expression[] {
    const args: Expression[] = [];
    if (this.#next.text !== ')') {
      args.push(this.#expression(0));
      while (this.#next.kind === 'symbol' && this.#next.text === ',') {
        this.#take();
        args.push(this.#expression(0));
      }
    }
    this.#expect(')');
    return args;
  }

  #expect(symbol: string): void {
    const token = this.#take();
    if (token.kind === 'symbol' && token.text === symbol) return;
    const advice = "The type doesn't match the expected syntax. Maybe try removing the character and try again.";
    throw QueryError.syntax(this.#query, token.at, `expected ${symbol}`, advice);
  }

  #unexpected(token: Token): QueryError {
    if (token.kind === 'end')
      return QueryError.syntax(this.#query, token.at, 'unexpected end', 'Something is missing behind the last word.');
    const advice = `wait-for doesn't support "${token.text}" here. Maybe try removing the character and try again.`;
    return QueryError.syntax(this.#query, token.at, 'unexpected character', advice);
  }
}
