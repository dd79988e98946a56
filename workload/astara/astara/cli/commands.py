"""The commands of astara-ctl and the API: words in, a message for the workers out."""

INTERACTIVE = ('browse', 'ssh')

# Words of a command, then whether an id follows them.
TABLE = {
    ('config', 'reload'): False,
    ('poll',): False,
    ('workers', 'debug'): False,
    ('global', 'debug', 'enable'): False,
    ('global', 'debug', 'disable'): False,
    ('tenant', 'debug'): True,
    ('tenant', 'manage'): True,
}
for kind in ('resource', 'router'):
    for verb in ('debug', 'manage', 'update', 'rebuild'):
        TABLE[(kind, verb)] = True


class NoBroker(Exception):
    pass


def find(words):
    """The message for some words; None when they are no command."""
    for known, has_id in TABLE.items():
        if tuple(words[:len(known)]) != known or len(words) != len(known) + has_id:
            continue
        if known[0] == 'global':
            return {'command': 'global-debug', 'enabled': known[2] == 'enable'}
        return {'command': '-'.join(known), 'id': words[-1] if has_id else None}
    return None


def publish(conf, command):
    if not conf.config_file:
        raise NoBroker('no configuration file was found, so the message queue is unknown')
    from astara.common import rpc
    rpc.publish_command(conf, command)
