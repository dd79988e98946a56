#!/bin/sh
# A host with a memory, for hooks that are killed at work: every program of it is this script, under the name by which it
# is called. What it does lasts, as it would on a machine, and what it has left half done it complains of.
#   log        every call, a line each: a program's number is that of its line
#   trouble    when there: "<group or node> <number> <before, half or after>": whom to kill, and at which moment
#   orders     a pipe to the one who kills, since a program that is not root's cannot
HOST=@HOST@
name=${0##*/}
umask 0
# The format that dpkg-query is given has a line's end in it.
call="$name $*"
[ "$name" != dpkg-query ] || call="$name $3"
echo "$call" >>"$HOST/log"
number=$(wc -l <"$HOST/log")
trouble=none at=0 moment=none
[ ! -e "$HOST/trouble" ] || read -r trouble at moment <"$HOST/trouble"

# Kills the hook when that is due at this moment. Whoever is killed with it comes no further; who is not goes on.
strike() {
    [ "$number" -eq "$at" ] && [ "$moment" = "$1" ] || return 0
    echo "$number $call $1" >"$HOST/struck"
    echo "$trouble" >"$HOST/orders"
    while [ ! -e "$HOST/killed" ]; do sleep 0.01; done
    # Who is to die with the hook's process may do so a moment later.
    [ "$name" != astara-dbsync ] || sleep 1
}

say() { cat "$HOST/$1" 2>/dev/null || :; }
group=/sys/fs/cgroup/system.slice/astara-orchestrator.service
unit=/usr/local/lib/systemd/system/astara-orchestrator.service
# What a service reads as it starts; systemd's own idea of the unit is as old as the last reload.
serve() {
    [ -e "$HOST/unit" ] || cp "$unit" "$HOST/unit"
    {
        for file in /etc/astara/astara.conf /etc/astara/environment /etc/astara/provider_rules.json \
            /etc/astara/astara.pub "$HOST/unit" /etc/ssl/certs/ca-certificates.crt; do
            [ ! -e "$file" ] || sha256sum <"$file"
        done
        say package
    } >"$HOST/serving"
    echo started >>"$HOST/starts"
    mkdir -p "$group"
}
scripts() {
    for script in astara-orchestrator astara-ctl astara-rootwrap; do
        [ -e "/usr/local/bin/$script" ] || { echo '#!/bin/sh' >"/usr/local/bin/$script"; chmod 755 "/usr/local/bin/$script"; }
    done
    ln -sf "$HOST/programs/astara-dbsync" /usr/local/bin/astara-dbsync
}
unpacked() {
    say index >"$HOST/package"
    rm -f "$HOST/interrupted"
    scripts
}

strike before
case $name in
systemctl)
    case "$1 $*" in
    'is-active '*) [ -e "$HOST/serving" ] || { strike after; exit 3; } ;;
    'show '*)
        state=inactive enabled=disabled
        [ ! -e "$HOST/serving" ] || state=active
        [ ! -e "$HOST/enabled" ] || enabled=enabled
        [ -e "$unit" ] || enabled=
        printf 'ActiveState=%s\nSubState=running\nUnitFileState=%s\nLoadState=loaded\nMainPID=1\nNRestarts=0\nActiveEnterTimestampMonotonic=1000000\n' "$state" "$enabled"
        ;;
    'daemon-reload '*) [ ! -e "$unit" ] || cp "$unit" "$HOST/unit" ;;
    'enable '*) : >"$HOST/enabled"; cp "$unit" "$HOST/unit" ;;
    'disable '*) rm -f "$HOST/enabled" ;;
    'start '*) [ -e "$HOST/serving" ] || serve ;;
    'restart '*) serve ;;
    'stop '*) rm -rf "$HOST/serving" "$group" ;;
    'try-reload-or-restart '*) cat /etc/nagios/nrpe.d/*.cfg >"$HOST/checks" 2>/dev/null ;;
    esac
    ;;
useradd)
    ! grep -q '^astara:' /etc/passwd || { echo "useradd: user 'astara' already exists" >&2; exit 9; }
    case "$*" in
    *--user-group*) ! grep -q '^astara:' /etc/group || { echo 'useradd: group astara exists - if you want to add this user to that group, use -g.' >&2; exit 9; } ;;
    esac
    echo 'astara:x:997:997::/var/lib/astara:/bin/false' >>/etc/passwd
    strike half
    grep -q '^astara:' /etc/group || echo 'astara:x:997:' >>/etc/group
    ;;
groupadd)
    grep -q '^astara:' /etc/group || echo 'astara:x:997:' >>/etc/group
    ;;
dpkg-query)
    case "$*" in
    *astara-orchestrator)
        [ -e "$HOST/package" ] || { echo 'dpkg-query: no packages found' >&2; exit 1; }
        state='install ok installed'
        [ ! -e "$HOST/interrupted" ] || state='install ok half-configured'
        printf '%s\t%s\n' "$state" "$(say package)"
        ;;
    *) printf 'install ok installed\t1.0\n' ;;
    esac
    ;;
apt-cache) printf 'astara-orchestrator:\n  Candidate: %s\n' "$(say index)" ;;
dpkg)
    case "$*" in
    *--configure*) [ ! -e "$HOST/interrupted" ] || unpacked ;;
    *) echo amd64 ;;
    esac
    ;;
apt-get)
    case $1 in
    update)
        if ls /etc/apt/sources.list.d | grep -Eq 'cloud-archive|newer'; then echo 9.1.0-1; else echo 9.0.0-1; fi >"$HOST/index"
        ;;
    install)
        [ ! -e "$HOST/interrupted" ] || {
            echo "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. " >&2
            exit 100
        }
        case "$*" in
        *astara-orchestrator*)
            if [ "$(say package)" != "$(say index)" ]; then
                : >"$HOST/interrupted"
                say index >"$HOST/package"
                strike half
            fi
            unpacked
            ;;
        esac
        ;;
    esac
    ;;
add-apt-repository)
    case "$*" in
    *--remove*) rm -f /etc/apt/sources.list.d/newer.list ;;
    *) echo "deb $*" >/etc/apt/sources.list.d/newer.list ;;
    esac
    ;;
update-ca-certificates)
    cat "$HOST/authorities" /usr/local/share/ca-certificates/*.crt >/etc/ssl/certs/ca-certificates.crt 2>/dev/null
    ;;
update-alternatives)
    case $1 in
    --install) echo "$4" >"$HOST/policy" ;;
    --remove) rm -f "$HOST/policy" ;;
    esac
    ;;
setpriv) exec /usr/bin/setpriv "$@" ;;
astara-dbsync)
    if [ "$(say schema)" != whole ]; then
        echo half >"$HOST/schema"
        strike half
        # The one who is to die with its hook must not come here.
        [ "$moment" != half ] || [ "$number" -ne "$at" ] || echo 'lived on' >>"$HOST/migrations"
        echo whole >"$HOST/schema"
        echo created >>"$HOST/migrations"
    fi
    ;;
esac
strike after
exit 0
