/** Rules of the house that no compiler checks: who may import whom, and where the dangerous things may stand. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The rooms, the more special first, each with the rooms that it may import. */
const rooms: readonly { readonly folder: string; readonly imports: readonly string[] }[] = [
  { folder: 'src/launcher', imports: [] },
  { folder: 'src/ops/testing', imports: ['src/ops', 'src/system'] },
  { folder: 'src/ops', imports: ['src/system'] },
  { folder: 'src/openstack', imports: ['src/ops', 'src/system'] },
  { folder: 'src/charm', imports: ['src/openstack', 'src/ops', 'src/system'] },
  { folder: 'src/emulator', imports: ['src/system'] },
  { folder: 'src/cli', imports: ['src/emulator', 'src/system'] },
  { folder: 'src/system', imports: [] },
  { folder: 'providers', imports: ['src/ops', 'src/system'] },
];

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

const files = ['src', 'providers'].flatMap(sources).map((path) => ({
  path,
  text: readFileSync(join(root, path), 'utf8'),
}));

function roomOf(path: string): string {
  return rooms.find((room) => path.startsWith(`${room.folder}/`))?.folder ?? dirname(path);
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** Every import of a file inside the project, as a path from the root. */
function localImports(file: { path: string; text: string }): string[] {
  return importsOf(file.text)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(root, join(root, dirname(file.path), name)));
}

function filesMatching(pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(file.text)).map((file) => file.path);
}

describe('the rooms', () => {
  it('import only what stands below them', () => {
    const wrong = files.flatMap((file) => {
      const room = rooms.find((candidate) => candidate.folder === roomOf(file.path));
      return localImports(file)
        .filter((target) => roomOf(target) !== room?.folder && !room?.imports.includes(roomOf(target)))
        .map((target) => `${file.path} imports ${target}`);
    });

    expect(wrong).toEqual([]);
  });

  it('enter the framework by its doors alone', () => {
    const doors = ['src/ops/index.ts', 'src/ops/testing/index.ts'];
    const wrong = files
      .filter((file) => !file.path.startsWith('src/ops/'))
      .flatMap((file) =>
        localImports(file)
          .filter((target) => target.startsWith('src/ops/') && !doors.includes(target))
          .map((target) => `${file.path} imports ${target}`),
      );

    expect(wrong).toEqual([]);
  });
});

describe('dangerous things stand in one place each', () => {
  it('loads database, queue, ZooKeeper and memcached drivers in one folder only', () => {
    const drivers = /from '(mysql2(\/promise)?|amqplib|node-zookeeper-client|memjs)'/;

    expect(filesMatching(drivers).filter((path) => !path.startsWith('src/charm/clients/'))).toEqual([]);
  });

  it('ends the process only where a program ends', () => {
    expect(
      filesMatching(/\bprocess\.exit\(/).filter((path) => !['src/ops/main.ts', 'src/cli/main.ts'].includes(path)),
    ).toEqual([]);
  });

  it('reads the environment only at the edge', () => {
    const edges = ['src/ops/juju/context.ts', 'src/ops/main.ts', 'src/cli/main.ts', 'src/launcher/start.ts'];

    expect(filesMatching(/\bprocess\.env\b/).filter((path) => !edges.includes(path))).toEqual([]);
  });
});

describe('every source file', () => {
  it('opens by saying what it is for', () => {
    expect(files.filter((file) => !/^(#![^\n]*\n)?\/\*\*/.test(file.text)).map((file) => file.path)).toEqual([]);
  });

  it('has at most 400 lines', () => {
    expect(files.filter((file) => file.text.split('\n').length > 401).map((file) => file.path)).toEqual([]);
  });

  it('is named after what it holds', () => {
    const vague = /\/(utils?|helpers?|common|misc|managers?|base)\.ts$/;

    expect(files.map((file) => file.path).filter((path) => vague.test(path))).toEqual([]);
  });
});

describe('a fresh clone', () => {
  it('has a launcher that is executable for each hook file', () => {
    const hooks = readdirSync(join(root, 'hooks'));

    expect(hooks).toContain('install');
    for (const hook of hooks) expect(readFileSync(join(root, 'hooks', hook), 'utf8')).toContain(`hooks/${hook}`);
  });
});
