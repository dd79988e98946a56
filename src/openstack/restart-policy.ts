/**
 * Keeps package scripts from restarting our services while automatic restarts are off: Debian's policy-rc.d, which all
 * charms of a host share. Each charm says in a file of its own which services it blocks.
 */
import type { Host } from '../system/host.ts';
import { deferredDirectory } from './deferred-restarts.ts';

const policyDirectory = '/etc/policy-rc.d';
const owned = { owner: 'root', group: 'root' } as const;

const blockedActions = ['restart', 'stop', 'try-restart'];

/**
 * The program that package scripts ask. Whichever charm's program is the chosen alternative answers for all, so this
 * one reads every policy of the directory, in the block and in the flow style of YAML, and notes what it refuses.
 */
const program = `#!/bin/sh
# Managed by juju: refuses actions that a policy in ${policyDirectory} blocks, and notes them in ${deferredDirectory}.
[ "$1" = --quiet ] && shift
[ "$1" = --list ] && exit 0
service="\${1%.service}"
[ -n "$service" ] || exit 0
for action in $2; do
  for policy in ${policyDirectory}/*.policy; do
    [ -f "$policy" ] || continue
    requestor=$(sed -n 's/^policy_requestor_name: *//p' "$policy" | tr -d "'\\"" | head -n 1)
    awk -v wanted="$service" -v action="$action" '
      /^[^ #]/ { inside = ($1 == "blocked_actions:"); next }
      !inside { next }
      /^  *[^ -].*:/ {
        line = $0; sub(/^ */, "", line); name = line; sub(/:.*/, "", name); gsub(/["\\x27]/, "", name)
        sub(/\\.service$/, "", name); current = (name == wanted)
        rest = line; sub(/^[^:]*:/, "", rest); gsub(/[][,"\\x27]/, " ", rest)
        if (current) { n = split(rest, words, " "); for (i = 1; i <= n; i++) if (words[i] == action) found = 1 }
        next
      }
      /^ *- / { word = $2; gsub(/["\\x27]/, "", word); if (current && word == action) found = 1 }
      END { exit !found }' "$policy" || continue
    mkdir -p ${deferredDirectory}
    {
      echo "action: $action"
      echo "policy_requestor_name: $requestor"
      echo "policy_requestor_type: charm"
      echo "reason: Package update"
      echo "service: $service"
      echo "timestamp: $(date +%s)"
    } > "${deferredDirectory}/charm-$requestor-$(cat /proc/sys/kernel/random/uuid).deferred"
    exit 101
  done
done
exit 0
`;

/** Where the application's own copy of the program lies. */
function programPath(application: string): string {
  return `/var/lib/charm/${application}/policy-rc.d`;
}

/** The file that says which of the application's services package scripts must leave alone. */
export function policyPath(application: string): string {
  return `${policyDirectory}/charm-${application}.policy`;
}

function policyText(application: string, services: readonly string[]): string {
  const blocked = [...services].sort().map((service) => `  ${service}: [${blockedActions.join(', ')}]`);
  return [
    '# Managed by juju',
    'blocked_actions:',
    ...blocked,
    `policy_requestor_name: ${application}`,
    'policy_requestor_type: charm',
    '',
  ].join('\n');
}

/** Blocks restarts of these services by package scripts; returns whether anything changed. */
export function blockPackageRestarts(host: Host, application: string, services: readonly string[]): boolean {
  const path = programPath(application);
  host.files.makeDirectory(`/var/lib/charm/${application}`, { mode: 0o755, ...owned });
  host.files.makeDirectory(policyDirectory, { mode: 0o755, ...owned });
  const changed = host.files.write(path, program, { mode: 0o755, ...owned });
  // The policy comes last, so that one without its program's registration is no end of a hook that was killed.
  if (changed || !host.files.exists(policyPath(application))) {
    const args = ['--install', '/usr/sbin/policy-rc.d', 'policy-rc.d', path, '90'];
    const result = host.run('update-alternatives', args);
    if (result.exitCode !== 0) throw new Error('cannot install policy-rc.d: update-alternatives failed');
  }
  return host.files.write(policyPath(application), policyText(application, services), { mode: 0o644, ...owned });
}

/** Lets package scripts restart our services again; the program of other charms stays. */
export function allowPackageRestarts(host: Host, application: string): boolean {
  const removed = host.files.remove(policyPath(application));
  const path = programPath(application);
  if (host.files.exists(path)) {
    host.run('update-alternatives', ['--remove', 'policy-rc.d', path]);
    host.files.remove(path);
  }
  return removed;
}
