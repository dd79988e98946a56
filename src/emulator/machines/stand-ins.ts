/**
 * Stand-ins for the programs by which a charm changes its host. On a plain machine they come first in PATH, write down
 * what they were asked and answer as the real ones would after success. They are sh, so that a call costs little.
 */
import { chmodSync, linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIfExists } from '../../system/files.ts';

/** One call of a stand-in, as the charm made it. */
export interface RecordedCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Programs that only write down how they were called. */
const silent =
  'add-apt-repository apt-key dpkg dpkg-reconfigure snap update-alternatives update-ca-certificates passwd chpasswd gpasswd ' +
  'chage journalctl systemd-run systemd-tmpfiles loginctl update-rc.d invoke-rc.d initctl hostnamectl timedatectl ' +
  'locale-gen sysctl modprobe mount umount iptables ip6tables nft ufw ovs-vsctl ovs-ofctl lxc reboot shutdown poweroff halt';

/** Programs that answer, too. */
const spoken =
  'systemctl service apt apt-get apt-cache apt-mark dpkg-query id getent useradd adduser usermod userdel deluser ' +
  'groupadd addgroup groupmod groupdel delgroup';

/** Separators that no argument holds: the ASCII unit and record separators. */
const [unitSeparator, recordSeparator] = ['\x1f', '\x1e'];

// One script under many names. "first" is the first argument that is no option; "words" are all of those.
// All machines share the files; the folder through which one was called says whose state it is.
const script = `#!/bin/sh
state=\${0%/*}
state=\${state%/*}/stand-ins
name=\${0##*/}
record=$name
now=no value=no quiet=no first= words= last= properties=
take=
for word; do
  record="$record${unitSeparator}$word"
  if [ -n "$take" ]; then
    [ "$take" = property ] && properties="$properties,$word"
    take=
    continue
  fi
  case $word in
    --now) now=yes ;;
    --value) value=yes ;;
    -q | --quiet) quiet=yes ;;
    --property=*) properties="$properties,\${word#*=}" ;;
    -*)
      case $name$word in
        systemctl-p | systemctl--property) take=property ;;
        systemctl-[tno] | apt-get-[otc] | apt-[otc] | apt-cache-[oc] | dpkg-query-f) take=option ;;
        *add*-[gGdcusk] | *mod-[gGdcusk] | *add*--home | *add*--shell | *add*--[gu]id | *add*--groups) take=option ;;
        *add*--home-dir | *add*--ingroup | *add*--gecos | *add*--comment) take=option ;;
      esac ;;
    *)
      if [ -z "$first" ]; then first=$word; else words="$words $word"; fi
      last=$word ;;
  esac
done
printf '%s${recordSeparator}' "$record" >>"$state/commands"

unit() {
  case $1 in *.service | *.socket | *.timer | *.target | *.path | *.mount | *.slice) printf %s "$1" ;; *) printf %s.service "$1" ;; esac
}
property() {
  case $2 in
    Id) printf %s "$1" ;;
    LoadState) if [ -e "$state/units/$1.masked" ]; then printf masked; else printf loaded; fi ;;
    ActiveState) if [ -e "$state/units/$1.active" ]; then printf active; else printf inactive; fi ;;
    SubState) if [ -e "$state/units/$1.active" ]; then printf running; else printf dead; fi ;;
    UnitFileState) if [ -e "$state/units/$1.enabled" ]; then printf enabled; else printf disabled; fi ;;
    MainPID | NRestarts | ExecMainStatus) printf 0 ;;
    Result) printf success ;;
  esac
}
control() {
  u=$(unit "$2")
  here=$state/units/$u
  case $1 in
    start | restart | reload-or-restart | reload | try-restart)
      if [ -e "$here.masked" ]; then
        echo "Failed to $1 $u: Unit $u is masked." >&2
        status=1
      elif [ "$1" = reload ] && [ ! -e "$here.active" ]; then
        echo "$u is not active, cannot reload." >&2
        status=1
      elif [ "$1" != try-restart ] || [ -e "$here.active" ]; then
        : >"$here.active"
      fi ;;
    stop | kill) rm -f "$here.active" ;;
    enable) : >"$here.enabled"; [ $now = no ] || : >"$here.active" ;;
    disable) rm -f "$here.enabled"; [ $now = no ] || rm -f "$here.active" ;;
    mask) : >"$here.masked"; [ $now = no ] || rm -f "$here.active" ;;
    unmask) rm -f "$here.masked" ;;
    is-active) [ $quiet = yes ] || echo "$(property "$u" ActiveState)"; [ -e "$here.active" ] || status=3 ;;
    is-failed) [ $quiet = yes ] || echo "$(property "$u" ActiveState)"; status=1 ;;
    is-enabled)
      if [ -e "$here.masked" ]; then answer=masked; else answer=$(property "$u" UnitFileState); fi
      [ $quiet = yes ] || echo "$answer"
      [ "$answer" = enabled ] || status=1 ;;
    status)
      echo "$u - stand-in"
      echo "     Loaded: $(property "$u" LoadState) ($(property "$u" UnitFileState))"
      echo "     Active: $(property "$u" ActiveState) ($(property "$u" SubState))"
      [ -e "$here.active" ] || status=3 ;;
    show)
      asked=\${properties#,}
      for p in $(printf %s "\${asked:-Id,LoadState,ActiveState,SubState,UnitFileState,MainPID,Result}" | tr , ' '); do
        if [ $value = yes ]; then property "$u" "$p"; echo; else echo "$p=$(property "$u" "$p")"; fi
      done ;;
  esac
}
packages() {
  case $first in
    install) for p in $words; do case $p in -*) ;; *) : >"$state/packages/\${p%%[=/]*}" ;; esac; done ;;
    remove | purge | autoremove) for p in $words; do rm -f "$state/packages/$p"; done ;;
  esac
  echo 'Reading package lists...'
}
status=0
case $name in
  systemctl)
    case $first in
      is-system-running) echo running ;;
      *) for word in $words; do control "$first" "$word"; done ;;
    esac ;;
  service) control "\${words# }" "$first" ;;
  apt | apt-get) packages ;;
  apt-cache)
    for p in $words; do
      installed='(none)'
      [ -e "$state/packages/$p" ] && installed=1.0
      case $first in
        policy) printf '%s:\\n  Installed: %s\\n  Candidate: 1.0\\n' "$p" "$installed" ;;
        show) printf 'Package: %s\\nVersion: 1.0\\n\\n' "$p" ;;
      esac
    done ;;
  dpkg-query)
    for p in $first $words; do
      if [ -e "$state/packages/$p" ]; then printf 'install ok installed\\n'; else
        echo "dpkg-query: no packages found matching $p" >&2
        status=1
      fi
    done ;;
  useradd | adduser | groupadd | addgroup)
    kind=passwd
    case $name in group* | addgroup) kind=group ;; esac
    case " $record" in *"${unitSeparator}--group${unitSeparator}"*) [ "$name" = adduser ] && : >"$state/group/$last" ;; esac
    if [ -e "$state/$kind/$last" ]; then
      echo "$name: '$last' already exists" >&2
      status=9
    else
      : >"$state/$kind/$last"
      [ $kind = group ] || : >"$state/group/$last"
    fi ;;
  userdel | deluser) rm -f "$state/passwd/$last" "$state/group/$last" ;;
  groupdel | delgroup) rm -f "$state/group/$last" ;;
  id)
    if [ -e "$state/passwd/\${last:-.none}" ]; then
      case $record in *"${unitSeparator}-u"* | *"${unitSeparator}-g"*) echo 999 ;; *) echo "uid=999($last) gid=999($last) groups=999($last)" ;; esac
    else exec /usr/bin/id "$@"; fi ;;
  getent)
    case $first in
      passwd) [ -e "$state/passwd/\${last:-.none}" ] && echo "$last:x:999:999::/nonexistent:/bin/false" && exit 0 ;;
      group) [ -e "$state/group/\${last:-.none}" ] && echo "$last:x:999:" && exit 0 ;;
    esac
    exec /usr/bin/getent "$@" ;;
esac
exit $status
`;

/** Writes the stand-ins into a folder, all of them or none. */
export function writeStandIns(folder: string): void {
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const program = join(part, 'stand-in');
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  for (const name of `${silent} ${spoken}`.split(' ')) linkSync(program, join(part, name));
  renameSync(part, folder);
}

/** Makes a machine's folder for what its stand-ins remember: `stand-ins`, beside the folder that they are called through. */
export function prepareStandInState(state: string): void {
  for (const part of ['', 'units', 'packages', 'passwd', 'group']) mkdirSync(join(state, part), { recursive: true });
}

/** All calls of stand-ins, oldest first. */
export function readRecordedCommands(state: string): RecordedCommand[] {
  const records = (readIfExists(join(state, 'commands')) ?? '').split(recordSeparator);
  return records
    .filter((record) => record !== '')
    .map((record) => {
      const [command = '', ...args] = record.split(unitSeparator);
      return { command, args };
    });
}
