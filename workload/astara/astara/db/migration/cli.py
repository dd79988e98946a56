"""astara-dbsync: current, history, branches, upgrade, stamp."""
import sys

from alembic import command as alembic_command
from alembic import config as alembic_config
from alembic import util as alembic_util
from oslo_config import cfg

from astara.common import config
from astara.db import api


def _do(conf, configuration, name, *arguments, **keywords):
    try:
        getattr(alembic_command, name)(configuration, *arguments, **keywords)
    except alembic_util.CommandError as error:
        # Exits with -1, which a shell sees as 255.
        alembic_util.err(str(error))


def _show(conf, configuration):
    _do(conf, configuration, conf.command.name)


def _upgrade(conf, configuration):
    _do(conf, configuration, 'upgrade', conf.command.revision or 'head', sql=conf.command.sql)


def _stamp(conf, configuration):
    _do(conf, configuration, 'stamp', conf.command.revision, sql=conf.command.sql)


def _add_parsers(parsers):
    for name in ('current', 'history', 'branches'):
        parsers.add_parser(name).set_defaults(act=_show)
    upgrade = parsers.add_parser('upgrade')
    # Parsed, and without effect.
    upgrade.add_argument('--delta', type=int)
    upgrade.add_argument('--mysql-engine', default='')
    upgrade.add_argument('--sql', action='store_true')
    upgrade.add_argument('revision', nargs='?')
    upgrade.set_defaults(act=_upgrade)
    stamp = parsers.add_parser('stamp')
    stamp.add_argument('--sql', action='store_true')
    stamp.add_argument('revision')
    stamp.set_defaults(act=_stamp)


def main(arguments=None):
    conf = config.new()
    conf.register_cli_opt(cfg.SubCommandOpt('command', title='Command', handler=_add_parsers))
    config.parse(sys.argv[1:] if arguments is None else arguments, conf, 'astara-dbsync')
    if conf.command.name is None:
        conf.print_usage(sys.stderr)
        return 2
    api.register(conf)
    configuration = alembic_config.Config()
    configuration.set_main_option('script_location', 'astara.db.migration:alembic_migrations')
    configuration.attributes['astara'] = conf
    conf.command.act(conf, configuration)
    return 0


if __name__ == '__main__':
    sys.exit(main())
