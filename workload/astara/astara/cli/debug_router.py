"""astara-debug-router: the real one steps through a router's state machine; there is none here."""
import sys

from oslo_config import cfg

from astara.common import config


def main(arguments=None):
    conf = config.new()
    conf.register_cli_opt(cfg.StrOpt('router-id', required=True))
    config.parse(sys.argv[1:] if arguments is None else arguments, conf, 'astara-debug-router')
    print('the stand-in has no state machine to step through for router %s' % conf.router_id, file=sys.stderr)
    return 1


if __name__ == '__main__':
    sys.exit(main())
