/**
 * Makes the local git repositories from which openstack-origin-git installs Astara's stand-in (workload/astara), and
 * prints the option's value.
 *
 *   node scripts/workload-repository.mjs <folder> [--tag <tag>] [--seen-as <path>]
 *
 * <folder>/requirements and <folder>/astara are repositories with the branch "stand-in". Making them again with the same
 * content changes nothing, so a charm that installed from them has no reason to install anew; with a tag, the state is
 * also kept under that name, for tests that move from one version to another. Machines of the emulator do not see /tmp nor
 * the emulator's home, but they see <home>/shared as /run/juju-emulator: repositories made there are given with
 * `--seen-as /run/juju-emulator/...`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const branch = 'stand-in';

function git(folder, ...args) {
  const result = spawnSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    // Dates and names are fixed, so that the same content has the same commit everywhere.
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_AUTHOR_NAME: 'Stand-in',
      GIT_AUTHOR_EMAIL: 'stand-in@example.com',
      GIT_COMMITTER_NAME: 'Stand-in',
      GIT_COMMITTER_EMAIL: 'stand-in@example.com',
      GIT_AUTHOR_DATE: '2016-10-05T00:00:00Z',
      GIT_COMMITTER_DATE: '2016-10-05T00:00:00Z',
    },
  });
  if (result.status !== 0) throw new Error(`cannot make ${folder}: git ${args[0]}: ${result.stderr ?? result.error}`);
  return result.stdout.trim();
}

/** Brings a repository's branch to the content that `fill` writes. */
function commit(folder, message, tag, fill) {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, '.git'))) git(folder, 'init', '--quiet', `--initial-branch=${branch}`);
  for (const name of readdirSync(folder)) if (name !== '.git') rmSync(join(folder, name), { recursive: true });
  fill();
  git(folder, 'add', '--all');
  if (git(folder, 'status', '--porcelain') !== '') git(folder, 'commit', '--quiet', '--message', message);
  if (tag !== undefined) git(folder, 'tag', '--force', tag);
}

/** Makes both repositories below a folder and returns the value for openstack-origin-git. */
export function makeWorkloadRepositories(folder, { tag, seenAs = folder } = {}) {
  const requirements = join(folder, 'requirements');
  commit(requirements, 'Requirements of the stand-in: none', tag, () => {
    writeFileSync(join(requirements, 'upper-constraints.txt'), '# Debian packages serve for all of them.\n');
  });
  const astara = join(folder, 'astara');
  commit(astara, 'Stand-in for Astara', tag, () => {
    const filter = (path) => !/__pycache__|\.pyc$/.test(path);
    cpSync(join(root, 'workload/astara'), astara, { recursive: true, filter });
  });
  const entry = (name) => `- {name: ${name}, repository: "file://${seenAs}/${name}", branch: ${tag ?? branch}}`;
  return `repositories:
${entry('requirements')}
${entry('astara')}
release: newton
directory: /opt/astara
python: /usr/bin/python3
`;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const options = { tag: { type: 'string' }, 'seen-as': { type: 'string' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [folder] = positionals;
  if (folder === undefined) {
    console.error('usage: node scripts/workload-repository.mjs <folder> [--tag <tag>] [--seen-as <path>]');
    process.exitCode = 2;
  } else {
    const choices = { tag: values.tag, seenAs: values['seen-as'] };
    process.stdout.write(makeWorkloadRepositories(resolve(folder), choices));
  }
}
