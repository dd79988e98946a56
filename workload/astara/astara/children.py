"""What each child process does. They import their libraries themselves, so that they come up side by side."""
import ctypes
import logging
import os
import signal
import sys
import time
import traceback


def run(name, target, arguments):
    """Entry point of a child: SIGTERM ends it unless it says otherwise, and its death is its own affair."""
    # Shown by ps and top.
    ctypes.CDLL(None).prctl(15, ('astara-%s' % name)[:15].encode(), 0, 0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        target(*arguments)
    except Exception:
        logging.getLogger('astara').exception('%s died', name)
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def listen(conf, queues):
    from astara import notifications
    notifications.listen(conf, queues)


def coordinate(conf, queues):
    from astara import coordination
    coordination.Coordinator(conf, queues).run()


def proxy_metadata(conf, address):
    from astara import metadata
    metadata.serve(conf, address)


def serve_api(conf):
    from astara.api import rug
    rug.serve(conf)


def work(conf, queue, identity):
    from astara import worker
    worker.Worker(conf, queue, identity).run()


def hang(number, frame):
    """What the listener does when told to stop: its real counterpart waits for servers that it did not stop."""
    while True:
        time.sleep(3600)
