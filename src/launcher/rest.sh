# Whether a hook finds everything as the last one has, which had nothing to do: read by `dispatch`, before Node. It decides
# nothing of itself: what the charm's decision rests on is put together as one digest, and the charm writes down the digest
# at which it has found nothing to do (src/ops/model/rest.ts).
#
# The charm's file says: the digest, or `-`; ports by which it knows that its service runs, or `-`; and the files it looks at.

# Makes the digest, in $digest. $1: what Juju has answered; $2: ports in hexadecimal, with | between; then files, and
# folders, which end in a slash and of which only mode and owner count.
make_digest() {
    answers=$1 ports=$2 folders=''
    shift 2
    for path in "$@"; do
        shift
        case $path in
        */) folders="$folders$path
" ;;
        *) set -- "$@" "$path" ;;
        esac
    done
    digest=''
    # Without one of these nothing would be seen to change.
    for tool in stat cat grep sha256sum; do command -v "$tool" >/dev/null || return 0; done
    digest=$(
        {
            printf '%s\n' "$answers" "${JUJU_VERSION-}" "${JUJU_AVAILABILITY_ZONE-}" "${JUJU_PRINCIPAL_UNIT-}" \
                "${JUJU_CHARM_HTTP_PROXY-}" "${JUJU_CHARM_HTTPS_PROXY-}" "${JUJU_CHARM_NO_PROXY-}"
            # The time of its last change is what nobody can set. One that is missing is told too.
            stat --format='%n %i %s %.9Z' -- "$charm/.unit-state.json" "$charm/dist/charm.cjs" "$@"
            [ -z "$folders" ] || stat --format='%n %a %u %g' -- $folders
            cat /proc/sys/kernel/hostname /proc/net/if_inet6 /proc/net/fib_trie
            grep -ohE ":($ports) 0+:0000 0A|^Cpus_allowed:.*" /proc/net/tcp /proc/net/tcp6 /proc/self/status
        } 2>&1 | sha256sum
    )
    digest=${digest%% *}
}

# Runs a program unless there is nothing for it to do. $1: the kind of hook.
unless_at_rest() {
    kind=$1
    shift
    read -r OPS_ASKED_AT rest </proc/uptime
    first_lane='' second_lane='' answers=''
    if [ -f "$charm/.questions/$kind" ]; then
        { read -r first_lane; read -r second_lane; } <"$charm/.questions/$kind"
        answers=$(ask_all "$first_lane $second_lane" 2>/dev/null </dev/null)
    fi
    known=$(cat "$charm/.rest/$kind" 2>/dev/null)
    case $known in
    *?"
"?*) ;;
    *) known='-
-' ;;
    esac
    # The file's lines become words, none of which is looked at as a pattern.
    IFS='
'
    set -f
    make_digest "$answers" ${known#*
}
    # No digest at all is like no other.
    [ -z "$digest" ] || [ "$digest" != "${known%%
*}" ] || exit 0
    OPS_DIGEST=$digest
    export OPS_DIGEST
    [ -n "$answers" ] || exec "$@"
    OPS_ASKED="$first_lane
$second_lane"
    export OPS_ASKED OPS_ASKED_AT
    printf '%s' "$answers" | {
        exec 3<&0 4</dev/null </dev/null
        exec "$@"
    }
}
