"""astara-pez-service: broken in the release that the stand-in plays, so broken here."""
import sys

from astara.common import config


def main(arguments=None):
    config.parse(sys.argv[1:] if arguments is None else arguments, program='astara-pez-service')
    raise AttributeError("module 'astara.common.rpc' has no attribute 'Connection'")


if __name__ == '__main__':
    sys.exit(main())
