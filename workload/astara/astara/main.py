"""astara-orchestrator: starts the children, then sits there. It does not look after them: that is how the real one is."""
import multiprocessing
import signal
import sys

from oslo_log import log

from astara import children
from astara import management
from astara.common import config
from astara.common import keystone

LOG = log.getLogger(__name__)

# Ignored by the parent, and so by all that is forked from it.
IGNORED_SIGNALS = [signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM]


def start(conf):
    # All of these end the start when they fail, and systemd has to try again.
    identity = keystone.Identity(conf)
    identity.log_in()
    address = management.ensure_local_port(conf)

    fork = multiprocessing.get_context('fork')
    queues = [fork.Queue() for _ in range(conf.num_worker_processes)]
    plan = [('notification-listener', children.listen, (conf, queues))]
    if conf.coordination.enabled:
        plan.append(('coordinator', children.coordinate, (conf, queues)))
    plan.append(('metadata-proxy', children.proxy_metadata, (conf, address)))
    plan.append(('rug-api', children.serve_api, (conf,)))
    plan += [('worker-%d' % number, children.work, (conf, queue, identity))
             for number, queue in enumerate(queues)]
    started = []
    for name, target, arguments in plan:
        child = fork.Process(name=name, target=children.run, args=(name, target, arguments), daemon=False)
        child.start()
        started.append(child)
        LOG.info('Started %s as process %d', name, child.pid)
    return started, queues


def stop(started, queues):
    for queue in queues:
        queue.put(None)
    for child in started:
        if child.name.startswith('worker'):
            child.join(5)
        else:
            child.terminate()
    # The listener never comes back from its stop, and so neither does this.
    for child in started:
        child.join()


def main(arguments=None):
    conf = config.parse(sys.argv[1:] if arguments is None else arguments)
    config.set_up_logging(conf)
    for number in IGNORED_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    started, queues = start(conf)
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        stop(started, queues)
    return 0


if __name__ == '__main__':
    sys.exit(main())
