"""Finds and reads the configuration file: from the command line, or, for two of the programs, from one fixed place."""
import os
import socket

from oslo_config import cfg
from oslo_log import log

from astara.common import options

# The first that exists is read by astara-ctl and the API, whatever their command line says.
FIXED_FILES = [
    '/etc/astara/orchestrator.ini',
    '/etc/akanda-rug/rug.ini',
    '/etc/akanda/rug.ini',
]


def new():
    """A configuration with Astara's options and those of oslo.log registered."""
    conf = cfg.ConfigOpts()
    options.register(conf)
    log.register_options(conf)
    return conf


def parse(arguments, conf=None, program='astara-orchestrator'):
    """Reads the files that the command line names; without any, those that oslo.config finds, which are none."""
    conf = conf or new()
    conf(arguments, project='astara-orchestrator', prog=program, version='9.0.0')
    return conf


def parse_fixed():
    """Reads the file in the fixed place. An absent one is an error, later: the broker is then unknown."""
    conf = new()
    files = [name for name in FIXED_FILES if os.path.exists(name)][:1]
    conf([], project='astara-orchestrator', prog='astara-ctl', default_config_files=files)
    return conf


def set_up_logging(conf):
    log.set_defaults(default_log_levels=log.get_default_log_levels() + [
        'amqp=WARN', 'kazoo=WARN', 'oslo.messaging=INFO', 'oslo_messaging=INFO'])
    log.setup(conf, 'astara')


def host_identity():
    """What the management port is bound with: the kernel's name of this host, not the option."""
    return socket.gethostname()
