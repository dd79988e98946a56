/** A query that cannot be understood, or that asks for what is not there; shown with the place that is wrong. */

export class QueryError extends Error {
  readonly code = 'query-refused';

  constructor(message: string) {
    super(message);
    this.name = 'QueryError';
  }

  static syntax(query: string, at: number, reason: string, advice: string): QueryError {
    const before = query.slice(0, at);
    const line = before.split('\n').length;
    const text = query.split('\n')[line - 1] ?? '';
    const ledger = `${line} | `;
    const column = at - (before.lastIndexOf('\n') + 1);
    return new QueryError(
      `Cannot parse query: ${reason}.\n\n${ledger}${text}\n${' '.repeat(ledger.length + column)}^\n${advice}`,
    );
  }

  static identifier(query: string, name: string, near: readonly string[], known: readonly string[]): QueryError {
    const [first] = near;
    const suggestion = first === undefined ? '' : `\nDid you mean:\n\n    ${first}\n`;
    const others = known.filter((each) => each !== first).map((each) => `\n    - ${each}`);
    return new QueryError(
      `Cannot execute query: invalid identifier.\n\n${ledgers(query)}\nNo possible matches for "${name}".${suggestion}\nOther possible matches:\n${others.join('')}`,
    );
  }

  static runtime(query: string, reason: string): QueryError {
    return new QueryError(`Cannot execute query: runtime error.\n\n${ledgers(query)}\n${reason}`);
  }
}

function ledgers(query: string): string {
  return query
    .split('\n')
    .map((text, index) => `${index + 1} | ${text}\n`)
    .join('');
}
