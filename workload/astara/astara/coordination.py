"""The coordinator: joins the group, tells the workers who else is in it, and leaves it when told to stop."""
import signal
import sys
import time

from oslo_log import log
from tooz import coordination

LOG = log.getLogger(__name__)


class Coordinator(object):
    def __init__(self, conf, queues):
        self._conf = conf
        self._queues = queues
        self._group = conf.coordination.group_id.encode()
        self._coordinator = coordination.get_coordinator(conf.coordination.url, conf.host.encode())

    def run(self):
        # A server that is away ends this child, and nobody notices.
        self._coordinator.start()
        try:
            self._coordinator.create_group(self._group).get()
        except coordination.GroupAlreadyExist:
            pass
        try:
            self._coordinator.join_group(self._group).get()
        except coordination.MemberAlreadyExist:
            # Left by a killed predecessor. It goes when that one's session ends, and nobody joins again.
            LOG.info('Already a member of %s', self._conf.coordination.group_id)
        signal.signal(signal.SIGTERM, self._leave)
        self._coordinator.watch_join_group(self._group, self._changed)
        self._coordinator.watch_leave_group(self._group, self._changed)
        self._tell(bootstrap=True)
        while True:
            self._coordinator.heartbeat()
            self._coordinator.run_watchers()
            time.sleep(self._conf.coordination.heartbeat_interval)

    def _changed(self, event):
        self._tell(bootstrap=False)

    def _tell(self, bootstrap):
        found = self._coordinator.get_members(self._group).get()
        names = {name.decode() if isinstance(name, bytes) else name for name in found}
        members = sorted(names - {'leader'})
        LOG.info('Members of %s: %s', self._conf.coordination.group_id, ', '.join(members) or 'none')
        for queue in self._queues:
            queue.put({'kind': 'rebalance', 'members': members, 'node_bootstrap': bootstrap})

    def _leave(self, number, frame):
        try:
            self._coordinator.leave_group(self._group).get()
            self._coordinator.stop()
        finally:
            sys.exit(0)
