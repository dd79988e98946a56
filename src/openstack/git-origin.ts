/**
 * The option openstack-origin-git: which repositories make up the installation. This file reads its grammar;
 * git-install.ts does the work.
 */
import { type Decoded, quoted, url } from '../ops/index.ts';
import { isRelease, type Release } from './releases.ts';
import { isMapping, parseYamlValue } from './yaml-value.ts';

export interface GitRepository {
  readonly name: string;
  readonly repository: string;
  /** Branch or tag. */
  readonly branch: string;
  readonly depth: number;
}

export interface GitOrigin {
  /** Requirements first, the core project last. */
  readonly repositories: readonly GitRepository[];
  readonly release: Release | null;
  /** Where checkouts and the virtual environment live. */
  readonly directory: string;
  /** Interpreter for the virtual environment, or null for the one the project needs. */
  readonly python: string | null;
  readonly httpProxy: string | null;
  readonly httpsProxy: string | null;
  readonly useConstraints: boolean;
}

export const defaultGitDirectory = '/mnt/openstack-git';

/**
 * Where the code is today for a word alone: OpenDev ended these branches and left tags, and the archived project is kept
 * on GitHub. Its master is what became ocata.
 */
const words: Readonly<
  Record<string, { readonly release: Release; readonly core: string; readonly requirements: string }>
> = {
  liberty: { release: 'liberty', core: 'liberty-eol', requirements: 'liberty-eol' },
  mitaka: { release: 'mitaka', core: 'mitaka-eol', requirements: 'mitaka-eol' },
  newton: { release: 'newton', core: 'newton-eol', requirements: 'newton-eol' },
  master: { release: 'ocata', core: 'master', requirements: 'ocata-eol' },
};
const requirementsUrl = 'https://opendev.org/openstack/requirements.git';

export interface GitProject {
  /** Name that the last repository must have. */
  readonly name: string;
  /** Its repository for a release word alone. */
  readonly repository: string;
}

const repositoryUrl = url({ schemes: ['https', 'http', 'git', 'ssh'] });
const proxyUrl = url();
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** What git accepts as a ref and no option: no leading dash, no "..", no blanks. */
const branchPattern = /^(?!.*(?:\.\.|\/\/|@\{))[A-Za-z0-9_][A-Za-z0-9_./+@-]*$/;
/** One part of a path: a plain name, hidden or not, but neither "." nor "..". */
const segment = String.raw`(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.][A-Za-z0-9._+-]*`;
const pathPattern = new RegExp(`^(?:/${segment})+/?$`);
const pythonPattern = new RegExp(`^(?:(?:/${segment})*/)?python[0-9.]*$`);

class Refusal extends Error {}

function refuse(problem: string): never {
  throw new Refusal(problem);
}

function required(mapping: Readonly<Record<string, unknown>>, key: string): unknown {
  const value = mapping[key];
  if (value === undefined || value === null || value === '') refuse(`openstack-origin-git key '${key}' is missing`);
  return value;
}

function textOf(value: unknown, key: string): string {
  if (typeof value === 'string') return value;
  // YAML reads an unquoted branch such as 7.0 as the number 7, and the text that was meant is gone.
  const hint = typeof value === 'number' ? '; put it into quotes' : '';
  return refuse(`openstack-origin-git key '${key}': expected text${hint}`);
}

function matching(value: unknown, key: string, pattern: RegExp, expected: string): string {
  const text = textOf(value, key);
  if (!pattern.test(text)) refuse(`openstack-origin-git key '${key}': expected ${expected}`);
  return text;
}

/** The text is not repeated in the problem: such URLs carry tokens at times. */
function repositoryOf(value: unknown): string {
  const text = textOf(value, 'repository');
  const isLocal = /^file:\/\/\/[A-Za-z0-9._/+-]+$/.test(text);
  if (!isLocal && !repositoryUrl.decode(text).ok) {
    refuse("openstack-origin-git key 'repository': expected a URL (https, http, git, ssh or file)");
  }
  return text;
}

function depthOf(value: unknown): number {
  if (value === undefined || value === null) return 1;
  const depth = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof depth !== 'number' || !Number.isInteger(depth) || depth < 1) {
    return refuse("openstack-origin-git key 'depth': expected a whole number of at least 1");
  }
  return depth;
}

function repositoryEntry(entry: unknown): GitRepository {
  if (!isMapping(entry)) return refuse("openstack-origin-git key 'repositories': expected a list of mappings");
  return {
    name: matching(required(entry, 'name'), 'name', namePattern, 'a plain name'),
    repository: repositoryOf(required(entry, 'repository')),
    branch: matching(required(entry, 'branch'), 'branch', branchPattern, 'a branch or tag'),
    depth: depthOf(entry['depth']),
  };
}

function repositoriesOf(value: unknown, project: GitProject): readonly GitRepository[] {
  if (!Array.isArray(value)) return refuse("openstack-origin-git key 'repositories': expected a list of mappings");
  const repositories = value.map(repositoryEntry);
  if (repositories[0]?.name !== 'requirements') refuse('requirements git repo must be specified first');
  if (repositories.at(-1)?.name !== project.name) refuse(`${project.name} git repo must be specified last`);
  const directories = repositories.map(checkoutName);
  const twice = directories.find((name, index) => directories.indexOf(name) !== index);
  if (twice !== undefined) refuse(`openstack-origin-git: two repositories would be checked out into ${twice}`);
  return repositories;
}

function optionalProxy(mapping: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = mapping[key];
  if (value === undefined || value === null || value === '') return null;
  const text = textOf(value, key);
  if (!proxyUrl.decode(text).ok) refuse(`openstack-origin-git key '${key}': expected a URL (http or https)`);
  return text;
}

function constraintsOf(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return refuse("openstack-origin-git key 'use_constraints': expected true or false");
}

function releaseOf(value: unknown): Release | null {
  if (value === undefined || value === null) return null;
  const name = textOf(value, 'release');
  if (name === 'master') return 'ocata';
  return isRelease(name)
    ? name
    : refuse("openstack-origin-git key 'release': expected the name of an OpenStack release");
}

const knownKeys = ['repositories', 'release', 'directory', 'python', 'http_proxy', 'https_proxy', 'use_constraints'];

function fromMapping(mapping: Readonly<Record<string, unknown>>, project: GitProject): GitOrigin {
  const unknown = Object.keys(mapping).find((key) => !knownKeys.includes(key));
  if (unknown !== undefined) refuse(`openstack-origin-git key ${quoted(unknown)} is not known`);
  const directory = mapping['directory'] ?? defaultGitDirectory;
  const python = mapping['python'];
  return {
    repositories: repositoriesOf(required(mapping, 'repositories'), project),
    release: releaseOf(mapping['release']),
    directory: matching(directory, 'directory', pathPattern, 'an absolute path of plain names').replace(/\/+$/, ''),
    python:
      python === undefined || python === null
        ? null
        : matching(python, 'python', pythonPattern, 'a Python interpreter, such as python2.7'),
    httpProxy: optionalProxy(mapping, 'http_proxy'),
    httpsProxy: optionalProxy(mapping, 'https_proxy'),
    useConstraints: constraintsOf(mapping['use_constraints']),
  };
}

function fromWord(word: string, project: GitProject): GitOrigin | null {
  const known = Object.hasOwn(words, word) ? words[word] : undefined;
  if (known === undefined) return null;
  return {
    repositories: [
      { name: 'requirements', repository: requirementsUrl, branch: known.requirements, depth: 1 },
      { name: project.name, repository: project.repository, branch: known.core, depth: 1 },
    ],
    release: known.release,
    directory: defaultGitDirectory,
    python: null,
    httpProxy: null,
    httpsProxy: null,
    useConstraints: true,
  };
}

/** Directory name of a checkout: the last part of its URL, ".git" kept. */
export function checkoutName(repository: GitRepository): string {
  const name = repository.repository.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return namePattern.test(name) ? name : repository.name;
}

/** Reads the option; null when it is empty, that is, when nothing is to be installed from git. */
export async function parseGitOrigin(text: string, project: GitProject): Promise<Decoded<GitOrigin | null>> {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: true, value: null };
  const word = fromWord(trimmed, project);
  if (word !== null) return { ok: true, value: word };
  const parsed = await parseYamlValue(text);
  if (!parsed.ok) return { ok: false, problem: `openstack-origin-git: ${parsed.problem}` };
  if (!isMapping(parsed.value)) {
    const problem = `openstack-origin-git: expected ${Object.keys(words).join(', ')} or a YAML mapping`;
    return { ok: false, problem };
  }
  try {
    return { ok: true, value: fromMapping(parsed.value, project) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.message };
    throw error;
  }
}
