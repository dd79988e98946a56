/**
 * Commands that are given to both simulations of Juju, a session each: where it takes place, what it is about, and its
 * lines. In a line, `~` stands for a blank inside a word and `''` for an empty word.
 */

export type Session = readonly [place: string, about: string, lines: readonly string[]];

function session(place: string, about: string, text: string): Session {
  return [place, about, text.trim().split(/\n\s*/)];
}

/** The same command with different ends. */
function each(place: string, about: string, command: string, text: string): Session {
  return [
    place,
    about,
    text
      .trim()
      .split(/\n\s*/)
      .map((rest) => `${command} ${rest}`),
  ];
}

export const sessions: readonly Session[] = [
  each(
    'leader',
    'whole databags',
    'relation-get --format=json -r db:1',
    `
    - mysql/0
    - mysql/1
    - wordpress/0
    --app - mysql
    --app - mysql/1
    --app - wordpress`,
  ),
  each(
    'follower',
    'databags and their limits',
    'relation-get --format=json -r 1',
    `
    - mysql/0
    --app - mysql
    --app - wordpress
    - wordpress/1
    - logger/0
    --app - logger`,
  ),
  each(
    'follower',
    'databags between peers',
    'relation-get --format=json -r ring:0',
    `
    - wordpress/1
    - wordpress/0
    --app - wordpress`,
  ),
  session(
    'changed',
    'the acting unit',
    `
    relation-get --format=json
    relation-get --format=json user
    relation-get --format=json - mysql/1
    relation-get user
    relation-get --format=json missing
    relation-get --app --format=json
    relation-ids --format=json
    relation-list --format=json`,
  ),
  session(
    'application changed',
    'the acting application',
    `
    relation-get --format=json
    relation-get --format=json version`,
  ),
  session(
    'created',
    'the application of a new relation',
    `
    relation-get --format=json
    relation-ids --format=json
    relation-list --format=json --app`,
  ),
  session(
    'departed',
    'a unit that leaves',
    `
    relation-list --format=json
    relation-get --format=json
    relation-get --format=json - mysql/0
    relation-get --format=json - mysql/1
    relation-ids db --format=json`,
  ),
  session(
    'leader',
    'who is there',
    `
    relation-ids db --format=json
    relation-ids ring --format=json
    relation-ids cache --format=json
    relation-ids nothing --format=json
    relation-list --format=json -r 1
    relation-list --format=json -r ring:0
    relation-list --format=json -r 2
    relation-list --format=json --app -r 1
    relation-list --format=json --app -r 0
    relation-model-get --format=json -r 1`,
  ),
  session(
    'leader',
    'wrong words about relations',
    `
    relation-get
    relation-get -r 1
    relation-get -r one
    relation-get -r 9
    relation-get --relation 9
    relation-get --relation=x
    relation-get -r
    relation-get -r 1 user mysql
    relation-get -r 1 user unit//0
    relation-get -r 1 a b c d
    relation-get -r 1 a mysql/0 c d
    relation-get --cheese
    relation-ids
    relation-ids a b
    relation-list
    relation-list -r 1 x
    relation-get --format=xml -r 1 - mysql/0`,
  ),
  session(
    'changed',
    'writing and reading back',
    `
    relation-set a=1 b=2
    relation-get --format=json - wordpress/0
    relation-set a= c=x=y
    relation-get --format=json - wordpress/0
    relation-set --app theme= new=~spaced~
    relation-get --format=json --app - wordpress
    relation-set private-address=
    relation-get --format=json - wordpress/0`,
  ),
  session(
    'follower',
    'what may not be written',
    `
    relation-set -r 1 --app a=1
    relation-set -r 1 haha
    relation-set -r 1 =haha
    relation-set -r 1 a=1 a=2
    relation-set a=1
    relation-set --file`,
  ),
  session(
    'leader',
    'configuration',
    `
    config-get --format=json
    config-get --format=json --all
    config-get port
    config-get debug
    config-get --format=json title
    config-get empty
    config-get --format=json unset
    config-get --format=json unknown
    config-get --all k
    config-get two words`,
  ),
  session(
    'leader',
    "a leader's statuses",
    `
    is-leader --format=json
    is-leader
    is-leader x
    status-get --format=json
    status-get
    status-get --include-data --format=json
    status-set blocked no~database
    status-get --format=json --include-data
    status-set --application=True active
    status-get --application=true
    status-set
    status-set error x
    status-set active a b
    application-version-set
    application-version-set 1
    application-version-set 1 2`,
  ),
  session(
    'follower',
    "a follower's statuses",
    `
    is-leader --format=json
    status-set --application active
    status-get --application
    status-set --application=False waiting -- -x
    status-get --format=json --include-data
    status-set --application=perhaps active`,
  ),
  session(
    'leader',
    'leader settings',
    `
    leader-get --format=json
    leader-set a=1 b=2
    leader-get --format=json
    leader-get a
    leader-set b=
    leader-get --format=json -
    leader-get --format=json b
    leader-set x`,
  ),
  session(
    'follower',
    'leader settings of others',
    `
    leader-get --format=json
    leader-set a=1`,
  ),
  session(
    'follower',
    'ports',
    `
    opened-ports --format=json
    open-port 80
    open-port 80/tcp
    open-port 53/udp
    open-port 8000-8010
    open-port icmp
    opened-ports --format=json
    open-port 8005
    close-port 443
    close-port 80/TCP
    opened-ports
    open-port --endpoints db 90
    opened-ports --endpoints --format=json`,
  ),
  session(
    'follower',
    'ports that are none',
    `
    open-port
    open-port x
    open-port 10-x/udp
    open-port 1-2-3
    open-port 80/x
    open-port 80/icmp
    close-port 20-10
    close-port 10-65536
    opened-ports x`,
  ),
  session(
    'follower',
    'networks',
    `
    network-get --format=json db
    network-get --format=json -r 1 db
    network-get --format=json public
    network-get --bind-address db
    network-get --ingress-address db
    network-get --format=json --egress-subnets db
    network-get --format=json --bind-address --ingress-address db
    network-get --primary-address db
    network-get --primary-address --bind-address db
    network-get
    network-get ''
    network-get nothing
    network-get db x
    unit-get private-address
    unit-get
    unit-get x`,
  ),
  session(
    'follower',
    'kept state',
    `
    state-get --format=json
    state-set a=1 b=
    state-get --format=json
    state-get --format=json a
    state-get --format=json none
    state-get --strict none
    state-delete a
    state-delete none
    state-get --format=json -
    state-set five`,
  ),
  session(
    'follower',
    'actions from elsewhere',
    `
    action-get
    action-set a=1
    action-log x
    action-fail x
    juju-reboot x`,
  ),
  session(
    'action',
    'an action',
    `
    action-get --format=json
    action-get --format=json target
    action-get --format=json none
    action-get a b
    action-set a.b=1
    action-set result
    action-set result-Value=1
    action-set stdout=1
    action-log
    action-fail a b
    action-fail
    juju-reboot`,
  ),
  session(
    'leader',
    'the rest',
    `
    juju-log
    juju-log hello
    juju-log -l LOUD x
    storage-list --format=json
    storage-get
    storage-add
    resource-get
    credential-get
    goal-state x`,
  ),
  session(
    'leader',
    'secrets that are not there',
    `
    secret-get
    secret-get foo
    secret-get c0000000000000000xyz
    secret-get --label none
    secret-get c0000000000000000xyz --peek --refresh
    secret-info-get
    secret-info-get c0000000000000000xyz
    secret-info-get c0000000000000000xyz --label x
    secret-set
    secret-grant
    secret-revoke
    secret-remove
    secret-ids --format=json
    secret-add
    secret-add k=v
    secret-add haha
    secret-add =x
    secret-add key=
    secret-add --rotate foo key=v
    secret-add --owner foo key=v`,
  ),
  session(
    'follower',
    "secrets of the leader's",
    `
    secret-add key=v
    secret-add --owner application key=v`,
  ),
];
