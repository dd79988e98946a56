#!/bin/sh
# One hook tool, or one program of the host, under whatever name it is called: answers from a file named like the call,
# so that it costs no more than a shell's start. The stage's own path is put in below when the stage is set.
#   calls     when there, every call is noted in it
#   said      when there, what databags are given
#   trouble   when there: "<kill, kill-node or fail> <number of the call>": the hook's whole group, its Node alone, or this
#   host/programs   when there, the host's programs are these
STAGE=@STAGE@
name=${0##*/}
[ ! -e "$STAGE/calls" ] || printf '%s %s\n' "$name" "$*" >>"$STAGE/calls"
[ ! -x "$STAGE/host/programs/$name" ] || exec "$STAGE/host/programs/$name" "$@"
if [ -e "$STAGE/trouble" ]; then
    read -r kind at <"$STAGE/trouble"
    case $name in
    systemctl | apt-get | apt-cache | dpkg | dpkg-query | useradd | runuser | update-ca-certificates) ;;
    *)
        # Two may be called at once, so each takes a number by making a file that was not there.
        number=1
        while ! (set -C; : >"$STAGE/trouble.$number") 2>/dev/null; do number=$((number + 1)); done
        if [ "$number" -eq "$at" ]; then
            rm "$STAGE/trouble"
            [ "$kind" = fail ] || read -r pid <"$STAGE/pid"
            [ "$kind" != kill-node ] || for one in $(pgrep -g "$pid"); do
                case $(readlink "/proc/$one/exe") in */node) kill -9 "$one" ;; esac
            done
            [ "$kind" != kill ] || kill -9 "-$pid"
            echo "ERROR the connection to the controller is lost" >&2
            exit 1
        fi
        ;;
    esac
fi

# What a databag of ours says from now on: `relation-set -r <relation> [--app] --file -`, with $1 on standard input.
remember() {
    said=$1 bag=$STAGE/answers/relation-get/--format=json/-r/$3/-/astara-orchestrator/0.json
    [ "$4" != --app ] || bag=${bag%/-/*}/--app/-/astara-orchestrator.json
    read -r before <"$bag"
    # Only a bag that holds something takes a program to be changed.
    [ "$before" = '{}' ] || said=$(node -p 'JSON.stringify(Object.assign(...process.argv.slice(1).map(JSON.parse)))' "$before" "$said")
    printf '%s\n' "$said" >"$bag"
}

case $name in
systemctl)
    case "$1 $2" in
    'is-active '*) read -r state <"$STAGE/service" || :; [ "$state" = active ] || exit 3; exit ;;
    'start '* | 'restart '*) echo active >"$STAGE/service" ;;
    'stop '*) echo inactive >"$STAGE/service" ;;
    'show '*)
        read -r state <"$STAGE/service" || :
        printf 'ActiveState=%s\nSubState=running\nUnitFileState=enabled\nLoadState=loaded\nMainPID=1\nNRestarts=0\nActiveEnterTimestampMonotonic=1000000\n' "$state"
        ;;
    esac
    ;;
relation-set | action-set)
    while IFS= read -r line || [ -n "$line" ]; do
        [ ! -e "$STAGE/said" ] || printf '%s\n' "$line" >>"$STAGE/said"
        [ "$name" = action-set ] || remember "$line" "$@"
    done
    ;;
juju-log | status-set | application-version-set | open-port | close-port | state-set | action-fail | action-log) ;;
dpkg-query) printf 'install ok installed\t9.0.0-1\n' ;;
apt-cache) printf 'astara-orchestrator:\n  Candidate: 9.0.0-1\n' ;;
dpkg) echo amd64 ;;
apt-get) for script in astara-orchestrator astara-dbsync astara-ctl astara-rootwrap; do
    [ -e "/usr/local/bin/$script" ] || { echo '#!/bin/sh' >"/usr/local/bin/$script"; chmod 755 "/usr/local/bin/$script"; }
done ;;
useradd | userdel | update-ca-certificates | runuser | add-apt-repository | visudo) ;;
*)
    IFS=/
    file=$STAGE/answers/$name/$*
    [ -r "$file.json" ] || { echo "ERROR no answer for $name $*" >&2; exit 2; }
    IFS= read -r line <"$file.json" || :
    printf '%s\n' "$line"
    ;;
esac
exit 0
