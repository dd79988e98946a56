# Asks Juju while Node is still starting: read by `dispatch` in a hook whose last run has written down what it asked first.
# Each answer goes to Node as a record of three parts: the call's words, what the tool said, and its exit code. Node asks
# again whatever failed here or was left out.

# Ends a word of a call, and a part of a record. JSON holds neither, for it must escape them.
readonly ask_word='\037' ask_part='\036'
# Bags of a relation with more units than this are left to Node, which reads them two at a time.
readonly ask_units=8

# Makes a call and writes its record. What a tool complains of it says again when Node asks again.
ask() {
    printf "%s$ask_word" "$@"
    printf "$ask_part"
    "$@"
    printf "$ask_part%d$ask_part" $?
}

# The same for a call whose answer is needed here too, in $answer; fails where the tool does.
ask_list() {
    answer=$("$@")
    code=$?
    printf "%s$ask_word" "$@"
    printf "$ask_part%s$ask_part%d$ask_part" "$answer" "$code"
    return "$code"
}

# $1: an endpoint; $2: whose application's bag is wanted too: ours, theirs or none.
ask_relations() {
    ask_list relation-ids "$1" --format=json || return 0
    for relation in $answer; do
        [ -z "$relation" ] || ask_relation "$relation" "$2"
    done
}

# The units in a relation and what they say.
ask_relation() {
    relation=$1 application=$2
    # One that is going away has nothing to say.
    case $JUJU_DISPATCH_PATH:$relation in *-relation-broken:"${JUJU_RELATION_ID-}") return 0 ;; esac
    ask_list relation-list --format=json -r "$relation" || return 0
    set --
    for unit in $answer; do
        case $unit in '' | "$JUJU_UNIT_NAME") continue ;; esac
        case $relation:$unit in "${JUJU_RELATION_ID-}:${JUJU_DEPARTING_UNIT-}") continue ;; esac
        set -- "$@" "$unit"
    done
    [ $# -le $ask_units ] || return 0
    for unit in "$@"; do
        ask relation-get --format=json -r "$relation" - "$unit"
        [ "$application" != theirs ] || application=${unit%/*}
    done
    case $application in
    ours) ask relation-get --format=json -r "$relation" --app - "${JUJU_UNIT_NAME%/*}" ;;
    theirs | none) ;;
    *) ask relation-get --format=json -r "$relation" --app - "$application" ;;
    esac
}

ask_all() {
    # Splits Juju's lists of ids and units, which hold no other marks.
    IFS='[]", 
'
    set -f
    for question in $1; do
        case $question in
        config) ask config-get --format=json ;;
        leadership) ask is-leader --format=json ;;
        network:*) ask network-get --format=json "${question#*:}" ;;
        relation:*:* | relations:*:*)
            named=${question#*:}
            case $question in
            relations:*) ask_relations "${named#*:}" "${named%%:*}" ;;
            *) ask_relation "${named#*:}" "${named%%:*}" ;;
            esac
            ;;
        esac
    done
}

# Runs a program that finds the answers to the questions of file $1 at its descriptors 3 and 4. Two lanes, for while the
# agent serves one call the next one's process starts. A program that ends without reading them is no reason to complain.
run_with_answers() {
    { read -r first_lane; read -r second_lane; } <"$1"
    read -r OPS_ASKED_AT rest </proc/uptime
    OPS_ASKED="$first_lane
$second_lane"
    export OPS_ASKED OPS_ASKED_AT
    shift
    ask_all "$second_lane" 2>/dev/null </dev/null | {
        exec 4<&0 </dev/null
        ask_all "$first_lane" 4<&- 2>/dev/null | {
            exec 3<&0 </dev/null
            exec "$@"
        }
    }
}

# Ends this shell as a program of exit code $1 has ended, by its signal where that was it: whoever started us tells a hook
# that was killed from one that failed.
end_like() {
    [ "$1" -le 128 ] || kill -"$(($1 - 128))" $$
    exit "$1"
}
