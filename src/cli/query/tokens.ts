/** The words of a `juju wait-for --query`. */
import { QueryError } from './query-error.ts';

export type TokenKind = 'identifier' | 'string' | 'number' | 'boolean' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Of a string what is between the quotes. */
  readonly text: string;
  /** Where it begins, from 0. */
  readonly at: number;
}

const shapes: readonly (readonly [TokenKind, RegExp])[] = [
  ['identifier', /[A-Za-z_][A-Za-z0-9_-]*/y],
  ['number', /[0-9]+(?:\.[0-9]+)?/y],
  ['string', /"[^"\n]*"/y],
  ['symbol', /==|!=|<=|>=|=>|&&|\|\||[<>(),.;]/y],
];

/** All tokens, the last one of the kind `end`. */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(query[at] ?? '')) at += 1;
    if (at >= query.length) return [...tokens, { kind: 'end', text: '', at }];
    const token = tokenAt(query, at);
    tokens.push(token);
    at += token.kind === 'string' ? token.text.length + 2 : token.text.length;
  }
}

function tokenAt(query: string, at: number): Token {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = at;
    const text = shape.exec(query)?.[0];
    if (text === undefined) continue;
    if (kind === 'string') return { kind, text: text.slice(1, -1), at };
    const isBoolean = kind === 'identifier' && /^(true|false)$/i.test(text);
    return { kind: isBoolean ? 'boolean' : kind, text: isBoolean ? text.toLowerCase() : text, at };
  }
  const found = query[at] ?? '';
  if (found === '"')
    throw QueryError.syntax(
      query,
      at,
      'string is not correctly terminated',
      'Try adding a closing quote to the string.',
    );
  const advice = `wait-for doesn't support "${found}" here. Maybe try removing the character and try again.`;
  throw QueryError.syntax(query, at, 'unexpected character', advice);
}
