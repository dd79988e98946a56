/**
 * The tutorial and the how-to pages of ops: every file in them is written, every command in them is run, in the order of
 * the page, and what a page says a command prints is looked for in what it prints.
 */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePackage, makeWorkspace, root, type Workspace } from '../authoring/charm-workspace.ts';
import { type Block, blocksOf } from '../authoring/markdown-blocks.ts';

const read = (page: string): readonly Block[] => blocksOf(readFileSync(join(root, 'docs', page), 'utf8'));
const tutorial = read('tutorial/first-charm.md');
const howTos = readdirSync(join(root, 'docs/how-to')).filter((name) => name.startsWith('ops-') && name.endsWith('.md'));

/** Blocks with a title that has an extension, or that is `dispatch`, are files; other titles say where a command runs. */
function isFile(block: Block): block is Block & { readonly title: string } {
  return block.title !== null && /^[\w./-]+$/.test(block.title);
}

function write(folder: string, block: Block & { readonly title: string }): void {
  const path = join(folder, block.title);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, block.text);
}

function packagesOf(text: string): readonly string[] {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) return [];
  const names = (part: unknown): readonly string[] =>
    typeof part === 'object' && part !== null ? Object.keys(part) : [];
  return [...names(Reflect.get(parsed, 'dependencies')), ...names(Reflect.get(parsed, 'devDependencies'))];
}

const packageJson = tutorial.find((block) => block.title === 'package.json')?.text ?? '{}';
const tsconfig = tutorial.find((block) => block.title === 'tsconfig.json')?.text ?? '{}';

let workspace: Workspace;
beforeAll(() => {
  ensurePackage();
  workspace = makeWorkspace();
});
afterAll(() => workspace.end());

describe('the tutorial', () => {
  const state = { cwd: '', printed: '' };
  beforeAll(() => {
    state.cwd = workspace.folder;
    symlinkSync(root, join(workspace.folder, 'astara-orchestrator'));
  });

  const steps = tutorial.map(
    (block, index) => [`line ${block.line}: ${block.title ?? block.language}`, block, index] as const,
  );

  it.each(steps)('%s', (_, block) => {
    if (block.title === 'in the folder of this repository, once') {
      // Where this test runs, both have been done; the scripts must be there all the same.
      expect(block.text).toBe('npm ci\nnpm run build\n');
      expect(readFileSync(join(root, 'package.json'), 'utf8')).toContain('"build":');
    } else if (isFile(block)) {
      write(state.cwd, block);
    } else if (block.language === 'text') {
      const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();
      expect(plain(state.printed)).toContain(plain(block.text));
    } else {
      expect(block.language).toBe('sh');
      // Installing takes this repository's own copies of the packages: a test should not depend on a registry.
      if (/^npm install$/m.test(block.text)) workspace.install(state.cwd, packagesOf(packageJson));
      const lines = block.text.replace(/^npm install$/m, ':');
      const done = workspace.shell(`${lines}\npwd >"$CWD_FILE"`, {
        cwd: state.cwd,
        // Plain machines need no root and no minutes; the page's outcome is the same on real ones.
        environment: { CWD_FILE: join(workspace.folder, '.cwd'), JUJU_EMULATOR_MACHINES: 'plain' },
      });
      state.printed = `${done.stdout}${done.stderr}`;
      expect(done.exitCode, state.printed).toBe(0);
      state.cwd = readFileSync(join(workspace.folder, '.cwd'), 'utf8').trim();
    }
  });
});

describe('how-to pages', () => {
  let folder = '';
  beforeAll(() => {
    folder = join(workspace.folder, 'how-to');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), packageJson);
    writeFileSync(join(folder, 'tsconfig.json'), tsconfig.replace('["src", "tests"]', '["*/src", "*/tests"]'));
    workspace.install(folder, packagesOf(packageJson));
    for (const page of howTos) {
      const charm = join(folder, page.replace(/\.md$/, ''));
      for (const block of read(`how-to/${page}`)) if (isFile(block)) write(charm, block);
      const generated = workspace.shell(`ops-generate --charm ${charm} --output ${charm}/src/charm-types.ts`, {
        cwd: folder,
      });
      expect(generated.exitCode, generated.stderr).toBe(0);
    }
  });

  it.each(howTos)('%s consists of files, all of which are used', (page) => {
    const blocks = read(`how-to/${page}`);
    expect(blocks.filter((block) => !isFile(block)).map((block) => block.line)).toEqual([]);
    expect(blocks.some((block) => block.title?.startsWith('tests/'))).toBe(true);
  });

  it('compile', () => {
    const done = workspace.shell('tsc --noEmit', { cwd: folder });
    expect(done.stdout).toBe('');
    expect(done.exitCode).toBe(0);
  });

  it('pass their tests, each of them', () => {
    const done = workspace.shell('vitest run --reporter=default --reporter=json --outputFile=report.json', {
      cwd: folder,
    });
    expect(done.exitCode, `${done.stdout}${done.stderr}`).toBe(0);
    const report = readFileSync(join(folder, 'report.json'), 'utf8');
    for (const page of howTos) expect(report).toContain(`/${page.replace(/\.md$/, '')}/tests/`);
  });
});
