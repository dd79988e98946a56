import { describe, expect, it } from 'vitest';
import { Collection, Evaluation, Scope } from '../../../src/cli/query/evaluate.ts';
import { parseQuery } from '../../../src/cli/query/parse.ts';

function unit(name: string, status: string): Scope {
  return new Scope(name, { name: () => name, status: () => status });
}

const printed: string[] = [];

function makeScope(): Scope {
  return new Scope('mysql', {
    name: () => 'mysql',
    life: () => 'alive',
    exposed: () => false,
    units: () => new Collection([unit('mysql/0', 'active'), unit('mysql/1', 'blocked')]),
    machines: () => new Collection([]),
  });
}

function holds(query: string, scope = makeScope()): boolean {
  return new Evaluation(query, scope, (text) => printed.push(text)).holds(parseQuery(query));
}

function refusal(query: string): string {
  try {
    holds(query);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${query} was not refused`);
}

describe('a query', () => {
  it.each([
    'life == "alive"',
    'life=="alive"&&name=="mysql";',
    'life != "dead"',
    'exposed == FALSE',
    'units',
    'len(units) == 2',
    'len(name) > 4',
    'len(units) >= 2 && len(units) <= 2 && len(units) < 3',
    'startsWith(name, "my") && endsWith(name, "ql")',
    'forEach(units, unit => startsWith(unit.name, name))',
    'forEach(units, unit => unit.status == "active" || unit.status == "blocked")',
    // What is behind || is left out once its left side holds.
    'life == "alive" || exposed',
    'exposed || life == "dead" || name == "mysql"',
    '(exposed || life == "alive") && name == "mysql"',
    // && binds more tightly than ||.
    'life == "alive" || exposed && exposed',
  ])('%s holds', (query) => {
    expect(holds(query)).toBe(true);
  });

  it.each([
    'life == "dead"',
    'exposed',
    'machines',
    'forEach(machines, machine => machine.id == "0")',
    'forEach(units, unit => unit.status == "active")',
    '(life == "alive" || exposed) && exposed',
    'name < 3',
    'len(units) == "2"',
  ])('%s does not hold', (query) => {
    expect(holds(query)).toBe(false);
  });

  it('prints when it wishes to', () => {
    printed.length = 0;
    expect(holds('print(len(units)) == 2 && len(print(units)) == 2')).toBe(true);
    expect(printed).toEqual(['2\n', '[mysql/0 mysql/1]\n']);
  });

  it('leaves the scope knowing what was asked, also of the parts', () => {
    const scope = makeScope();
    holds('life == "alive" && forEach(units, u => u.status == "active")', scope);
    expect(scope.seen).toEqual(['life', 'units']);
    const units = scope.part('units') as Collection;
    expect(units.scopes.map((each) => each.seen)).toEqual([['status'], ['status']]);
  });
});

describe('a query that cannot be read', () => {
  it('is shown with the place', () => {
    expect(refusal('life == &&')).toBe(
      [
        'Cannot parse query: unexpected character.',
        '',
        '1 | life == &&',
        '            ^',
        'wait-for doesn\'t support "&&" here. Maybe try removing the character and try again.',
      ].join('\n'),
    );
    expect(refusal('life ==\n  "alive')).toContain('string is not correctly terminated.\n\n2 |   "alive\n      ^\n');
  });

  it.each([
    ['life =! "alive"', 'unexpected character'],
    ['config["a"]', 'unexpected character'],
    ['life ==', 'unexpected end'],
    ['', 'unexpected end'],
    ['(life', 'expected )'],
    ['len(units', 'expected )'],
    ['life "alive"', 'unexpected character'],
    ['units. == 3', 'unexpected character'],
    ['"a" => life', 'unexpected character'],
    ['3(4)', 'unexpected character'],
  ])('%s: %s', (query, reason) => {
    expect(refusal(query)).toContain(`Cannot parse query: ${reason}.`);
  });
});

describe('a query that asks for what is not there', () => {
  it('is told the nearest name, and the others', () => {
    expect(refusal('lief == "alive"')).toBe(
      [
        'Cannot execute query: invalid identifier.',
        '',
        '1 | lief == "alive"',
        '',
        'No possible matches for "lief".',
        'Did you mean:',
        '',
        '    life',
        '',
        'Other possible matches:',
        '',
        '    - exposed',
        '    - machines',
        '    - name',
        '    - units',
      ].join('\n'),
    );
  });

  it.each([
    ['forEach(units, u => u.life == "alive")', 'invalid identifier'],
    ['name.life', '"mysql" has no part life.'],
    ['units && exposed', 'Each side of && has to be true or false, and [mysql/0 mysql/1] is neither.'],
    ['count(units)', 'There is no function "count", only len, print, forEach, startsWith, endsWith.'],
    ['len()', 'len wants 1 argument and was given 0.'],
    ['startsWith(name)', 'startsWith wants 2 arguments and was given 1.'],
    ['len(exposed)', 'len cannot be called with false.'],
    ['forEach(name, u => u.life)', 'forEach cannot be called with "mysql" and a lambda.'],
  ])('%s: %s', (query, reason) => {
    expect(refusal(query)).toContain(reason);
  });
});
