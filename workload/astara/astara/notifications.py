"""The notification listener: hears Neutron's notifications, RPC casts and operators' commands, and hands them to workers."""
import signal
import time
import zlib

from oslo_log import log

from astara import children
from astara.common import rpc

LOG = log.getLogger(__name__)

# These go to every worker of every host.
FOR_ALL = ('workers-debug', 'config-reload', 'global-debug')


class Distributor(object):
    def __init__(self, queues):
        self._queues = queues

    def hand_over(self, message, key):
        if key is None:
            for queue in self._queues:
                queue.put(message)
        else:
            self._queues[zlib.crc32(key.encode()) % len(self._queues)].put(message)


class NotificationsEndpoint(object):
    def __init__(self, distributor):
        self._distributor = distributor

    def info(self, ctxt, publisher_id, event_type, payload, metadata):
        if event_type == rpc.COMMAND_EVENT:
            key = None if payload['command'] in FOR_ALL else payload.get('id') or payload['command']
            self._distributor.hand_over(dict(payload, kind='command'), key)
        else:
            tenant = ctxt.get('tenant_id') or ctxt.get('tenant') or ''
            self._distributor.hand_over({'kind': 'notification', 'event': event_type, 'tenant': tenant}, tenant)


class L3Endpoint(object):
    def __init__(self, distributor):
        self._distributor = distributor

    def routers_updated(self, ctxt, routers=None, **_kwargs):
        for router in routers or []:
            identity = router if isinstance(router, str) else router.get('id', '')
            self._distributor.hand_over({'kind': 'notification', 'event': 'router.update', 'id': identity}, identity)

    def router_deleted(self, ctxt, router_id=None, **_kwargs):
        self._distributor.hand_over({'kind': 'notification', 'event': 'router.delete', 'id': router_id}, router_id)


def listen(conf, queues):
    signal.signal(signal.SIGTERM, children.hang)
    distributor = Distributor(queues)
    servers = [
        rpc.notification_listener(conf, [NotificationsEndpoint(distributor)]),
        rpc.rpc_server(conf, [L3Endpoint(distributor)]),
    ]
    for server in servers:
        # With the broker away this tries for ever.
        server.start()
    LOG.info('Listening for notifications as %s', conf.host)
    while True:
        time.sleep(3600)
