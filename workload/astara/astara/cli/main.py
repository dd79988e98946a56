"""astara-ctl: sends a command to the workers of all hosts. Exits 0 once it is sent; whether anybody hears is unknown."""
import sys

from astara.cli import commands
from astara.common import config


def main(arguments=None):
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Accepted and ignored: the file in the fixed place is read.
    words, reason = [], None
    # As argparse does: --option=value and --option value are the same.
    options = iter([part for word in given for part in (word.split('=', 1) if word.startswith('--') else [word])])
    for word in options:
        if word == '--config-file':
            next(options, None)
        elif word in ('--reason', '--image_uuid', '--router_image_uuid'):
            reason = next(options, None)
        elif word in ('-h', '--help'):
            known = sorted(' '.join(name) + (' ID' if has_id else '') for name, has_id in commands.TABLE.items())
            print('usage: astara-ctl COMMAND\n\ncommands:\n  ' + '\n  '.join(known))
            return 0
        else:
            words.append(word)
    if words and words[0] in commands.INTERACTIVE:
        print('the stand-in has no %s' % words[0], file=sys.stderr)
        return 1
    command = commands.find(words)
    if command is None:
        print('astara-ctl: Unknown command %s' % words, file=sys.stderr)
        return 2
    if reason:
        command['reason'] = reason
    commands.publish(config.parse_fixed(), command)
    return 0


if __name__ == '__main__':
    sys.exit(main())
