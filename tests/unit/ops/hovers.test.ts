/** What an author sees who hovers over a name: every name that the two doors export says what it is. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const ops = join(import.meta.dirname, '../../../src/ops');

/** Names that a door takes from other files, with the file. */
function exportsOf(door: string): readonly (readonly [string, string])[] {
  const text = readFileSync(join(ops, door), 'utf8');
  return [...text.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)'/g)].flatMap(([, names = '', file = '']) =>
    names
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '' && !name.startsWith('//'))
      .map((name) => [name, join(ops, dirname(door), file)] as const),
  );
}

/** Whether the file declares the name, and a comment of its own stands right before it. */
function isDocumented(name: string, file: string): boolean {
  const text = readFileSync(file, 'utf8');
  const found = new RegExp(`^export (?:abstract )?(?:class|interface|function|const|type) ${name}\\b`, 'm').exec(text);
  // Passed on from a further file, which documents it.
  if (found === null) return new RegExp(`\\b${name}\\b`).test(text);
  const before = text.slice(0, found.index);
  return /\*\/\n(?:\/\/ biome-ignore.*\n)?$/.test(before) && before.indexOf('*/') !== before.trimEnd().length - 2;
}

it.each(['index.ts', 'testing/index.ts'])('%s exports nothing without a word about it', (door) => {
  const names = exportsOf(door);
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter(([, file]) => !existsSync(file))).toEqual([]);
  expect(names.filter(([name, file]) => !isDocumented(name, file)).map(([name]) => name)).toEqual([]);
});
