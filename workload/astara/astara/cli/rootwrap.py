"""astara-rootwrap: oslo.rootwrap under Astara's name."""
import sys

from oslo_rootwrap import cmd


def main():
    return cmd.main()


if __name__ == '__main__':
    sys.exit(main())
