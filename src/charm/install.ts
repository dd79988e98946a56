/**
 * Gets Astara onto the host: from packages or from git, as a guest that leaves the principal's sources alone. What is
 * installed is remembered by a fingerprint of where it came from, so that a hook that changes nothing does nothing.
 */
import { commandEnvironment, type Proxies } from '../openstack/command-environment.ts';
import {
  GitInstallError,
  installFromGit,
  toolsEnvironment,
  versionInEnvironment,
  virtualEnvironment,
} from '../openstack/git-install.ts';
import { checkoutName, type GitOrigin, parseGitOrigin } from '../openstack/git-origin.ts';
import { cloudArchiveList, decideOrigin, guestMark, proposedList, readHostSources } from '../openstack/guest-origin.ts';
import { type OriginSource, parseOrigin } from '../openstack/origin.ts';
import {
  applyOrigin,
  candidateVersion,
  installedVersion,
  installPackages,
  PackageError,
  purgePackages,
  updatePackageIndex,
  upgradePackages,
  upstreamVersion,
} from '../openstack/packages.ts';
import { lastWords } from '../openstack/program-output.ts';
import { chooseInterpreter } from '../openstack/python-interpreter.ts';
import { seriesOfOsRelease } from '../openstack/releases.ts';
import { serviceState } from '../openstack/services.ts';
import { logger, quoted } from '../ops/index.ts';
import type { Host } from '../system/host.ts';
import { CommandError } from '../system/process.ts';
import { consoleScripts, paths, serviceName } from './astara/paths.ts';
import { fingerprint, renewed } from './fingerprint.ts';
import { noteParts, readParts, withdrawRepositories } from './installed-parts.ts';
import type { Memory } from './memory.ts';
import { ensureUser } from './service-user.ts';
import { stopOrchestrator } from './workload/service.ts';

export const packageName = 'astara-orchestrator';
const project = { name: 'astara', repository: 'https://github.com/openstack-archive/astara.git' } as const;

/** What Astara needs and does not say: the coordinator's and the database's drivers. */
const gitExtras = ['kazoo', 'PyMySQL'] as const;
const gitPackages = ['ca-certificates', 'git', 'python3-venv', 'sudo'] as const;
const oldPythonPackages = ['python2.7', 'python2.7-dev', 'virtualenv', 'gcc', 'libffi-dev', 'libssl-dev'] as const;
const basePackages = ['ca-certificates', 'sudo'] as const;

export interface InstallContext {
  readonly origin: string;
  readonly gitOrigin: string | null;
  readonly proxies: Proxies;
  /** Hears what is being done, for the status. */
  readonly tell: (doing: string) => void;
  /** Upgrade, or build again, although the origin is the same. */
  readonly again: boolean;
  /** Try once more what failed before. */
  readonly retry: boolean;
}

export type Installation =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'installed'; readonly version: string }
  /** Nothing to be done about it but by the operator. */
  | { readonly kind: 'blocked'; readonly reason: string };

type Origin = Pick<InstallContext, 'origin' | 'gitOrigin'>;

function originParts(context: Origin): readonly string[] {
  return ['origin', context.origin, context.gitOrigin ?? ''];
}

/** Whether what is installed comes from where the options say; also where an older version of the charm has noted it. */
function isFromOrigin(memory: Memory, context: Origin): boolean {
  memory.installed = renewed(memory.installed, ...originParts(context));
  return memory.installed === fingerprint(...originParts(context));
}

/** Whether the operator has named another origin than the installed one. */
export function isUpgradeWanted(memory: Memory, context: Origin): boolean {
  return memory.installed !== '' && !isFromOrigin(memory, context);
}

/** Installs what is missing. Programs that fail become a reason, so that a hook says why instead of going into error. */
export async function ensureInstalled(host: Host, memory: Memory, context: InstallContext): Promise<Installation> {
  const wanted = fingerprint(...originParts(context));
  if (isFromOrigin(memory, context) && memory.installProblem === '' && !context.again)
    return noticed(host, memory, context);
  const failed = memory.installProblem !== '' && memory.installTried === wanted;
  if (failed && !context.again && !context.retry) return { kind: 'unchanged' };
  memory.installTried = wanted;
  const outcome = await attempt(host, context);
  if (outcome.kind === 'installed') {
    memory.installed = wanted;
    memory.version = outcome.version;
  }
  memory.installProblem = outcome.kind === 'blocked' ? outcome.reason : '';
  return outcome;
}

/** The host's own upgrades may have brought another version of the package, of which nobody tells us. */
function noticed(host: Host, memory: Memory, context: InstallContext): Installation {
  const found = context.gitOrigin === null && context.retry ? installedVersion(host, packageName) : null;
  const version = found === null ? memory.version : upstreamVersion(found);
  if (version === memory.version) return { kind: 'unchanged' };
  memory.version = version;
  return { kind: 'installed', version };
}

async function attempt(host: Host, context: InstallContext): Promise<Installation> {
  try {
    ensureUser(host);
    const git = await parseGitOrigin(context.gitOrigin ?? '', project);
    if (!git.ok) return { kind: 'blocked', reason: git.problem };
    return git.value === null ? await fromPackages(host, context) : await fromGit(host, git.value, context);
  } catch (error) {
    const expected = error instanceof PackageError || error instanceof GitInstallError || error instanceof CommandError;
    if (!expected) throw error;
    return { kind: 'blocked', reason: error.message };
  }
}

async function fromPackages(host: Host, context: InstallContext): Promise<Installation> {
  const series = seriesOfOsRelease(host.files.read('/etc/os-release') ?? '') ?? 'unknown';
  const origin = parseOrigin(context.origin, series);
  if (!origin.ok) return { kind: 'blocked', reason: origin.problem };
  const decision = decideOrigin(origin.value, readHostSources(host, series));
  if (decision.kind === 'blocked') return { kind: 'blocked', reason: decision.reason };
  context.tell('Installing packages');
  const repository = decision.kind === 'add-repository' ? decision.spec : null;
  const listWithdrawn = withdrawSources(host, origin.value.source.kind);
  const withdrawn = withdrawRepositories(host, repository) || listWithdrawn;
  noteParts(host, { package: true, repositories: repository === null ? [] : [repository] });
  await applyOrigin(host, decision, context.proxies);
  // Also when the list has been there before: a hook that was killed may have written it and read nothing from it.
  const named = origin.value.source.kind !== 'distro';
  if (named || withdrawn) await updatePackageIndex(host, context.proxies);
  if (candidateVersion(host, packageName) === null && installedVersion(host, packageName) === null) {
    // Without the key, and without the login that a URL may carry.
    const source = quoted((context.origin.split('|')[0] ?? '').trim());
    return {
      kind: 'blocked',
      reason: `openstack-origin: ${source} has no package ${packageName}; name a source that has it, or set openstack-origin-git`,
    };
  }
  removeScripts(host);
  const fresh = await installPackages(host, [...basePackages, packageName], context.proxies);
  // A package starts what it brings; ours runs when all is ready, and the charm starts it then.
  if (fresh.includes(packageName) && serviceState(host, serviceName).unitFile !== '') stopOrchestrator(host);
  await upgradePackages(host, [packageName], context.proxies);
  const version = installedVersion(host, packageName);
  // A made-up version would be remembered as the one whose schema is in the database.
  if (version === null) return { kind: 'blocked', reason: `dpkg-query does not know the installed ${packageName}` };
  return { kind: 'installed', version: upstreamVersion(version) };
}

async function fromGit(host: Host, origin: GitOrigin, context: InstallContext): Promise<Installation> {
  await installPackages(host, gitPackages, context.proxies);
  // Where the host has the interpreter that the code of 2016 needs, it is a package away, and so is what builds it.
  const oldest = origin.python === null && candidateVersion(host, 'python2.7') !== null;
  if (oldest) await installPackages(host, oldPythonPackages, context.proxies);
  const choice = chooseInterpreter(host, {
    named: origin.python,
    // The code of 2016 knows no other; a port to Python 3 has to be named with its interpreter.
    candidates: ['python2.7'],
    project: 'Astara',
  });
  if (choice.kind === 'blocked') return choice;
  context.tell('Running Git install');
  const { interpreter } = choice;
  noteParts(host, { made: pathsOfGit(origin) });
  installFromGit(
    host,
    { origin, interpreter, extras: gitExtras, proxies: context.proxies },
    { again: context.again, tell: (step) => context.tell(`Running Git install: ${step}`) },
  );
  const bin = `${virtualEnvironment(origin)}/bin`;
  const problem = scriptProblem(host, bin);
  if (problem !== null) return { kind: 'blocked', reason: problem };
  linkScripts(host, bin);
  const version = versionInEnvironment(host, origin, project.name);
  if (version === null) {
    return { kind: 'blocked', reason: `openstack-origin-git: pip does not know the installed ${project.name}` };
  }
  return { kind: 'installed', version };
}

/** Astara as it was left cannot even be imported by Python 3: better to know before a service fails over and over. */
function scriptProblem(host: Host, bin: string): string | null {
  const missing = ['astara-orchestrator', 'astara-dbsync'].filter((name) => !host.files.exists(`${bin}/${name}`));
  if (missing.length > 0)
    return `openstack-origin-git: the repository "astara" installs no ${missing.join(' and no ')}`;
  const result = host.run(`${bin}/astara-dbsync`, ['--help'], { env: commandEnvironment(), timeoutMs: 60_000 });
  if (result.exitCode === 0) return null;
  const last = lastWords(result.stderr, 120) ?? 'it says nothing';
  return `openstack-origin-git: the installed Astara does not run (${last}); name a repository that runs on this Python`;
}

function linkScripts(host: Host, bin: string): void {
  for (const name of consoleScripts) {
    if (host.files.exists(`${bin}/${name}`)) host.files.link(`${paths.binFolder}/${name}`, `${bin}/${name}`);
  }
}

/** The links of an installation from git, which would hide the package's programs. */
export function removeScripts(host: Host): void {
  for (const name of consoleScripts) host.files.remove(`${paths.binFolder}/${name}`);
}

/** The lists that we have written ourselves, for each kind of source that one is written for. */
const writtenLists = { cloud: cloudArchiveList, proposed: proposedList } as const;

/**
 * Takes away lists of ours that the origin does not name any more, or the principal's next upgrade would follow them.
 * Returns whether there were any.
 */
function withdrawSources(host: Host, kept: OriginSource['kind'] | null): boolean {
  let changed = false;
  for (const [kind, path] of Object.entries(writtenLists)) {
    if (kind === kept || host.files.read(path)?.startsWith(guestMark) !== true) continue;
    changed = host.files.remove(path) || changed;
  }
  return changed;
}

/** Takes away the package, if it is there for our sake, and the sources that we have added; those of the principal stay. */
export async function removePackage(host: Host): Promise<void> {
  try {
    if (readParts(host).package) await purgePackages(host, [packageName]);
  } catch (error) {
    // A unit that cannot be removed because apt fails would stay for ever.
    if (!(error instanceof PackageError)) throw error;
    logger.warning(error.message);
  }
  withdrawSources(host, null);
  withdrawRepositories(host, null);
  const keys = '/etc/apt/trusted.gpg.d';
  for (const name of host.files.list(keys)) {
    if (/^openstack-origin-[0-9a-f]+\.asc$/.test(name)) host.files.remove(`${keys}/${name}`);
  }
}

/** All that an installation from git makes in its folder. */
function pathsOfGit(origin: GitOrigin): readonly string[] {
  const { directory, repositories } = origin;
  return [
    virtualEnvironment(origin),
    toolsEnvironment(origin),
    ...repositories.map((one) => `${directory}/${checkoutName(one)}`),
    ...['.installed.json', 'constraints.txt', '.git-credentials'].map((name) => `${directory}/${name}`),
  ];
}
