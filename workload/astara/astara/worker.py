"""A worker: takes messages from its queue, asks the database whether to act, and logs what the real one would do."""
import signal

from oslo_log import log

from astara.db import api

LOG = log.getLogger(__name__)
KNOWN_DRIVERS = ('router', 'loadbalancer')


class Worker(object):
    def __init__(self, conf, queue, identity):
        self._conf = conf
        self._queue = queue
        self._identity = identity
        self._database = None
        self._members = None
        # Held back until the coordinator has told who is there; for ever, if it never does.
        self._deferred = []

    def run(self):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for driver in self._conf.enabled_drivers:
            if driver not in KNOWN_DRIVERS:
                LOG.error('Failed loading driver: %s', driver)
        while True:
            message = self._queue.get()
            if message is None:
                return
            try:
                self._handle(message)
            except Exception:
                LOG.exception('Error processing data %s', message)

    def _handle(self, message):
        if message['kind'] == 'rebalance':
            self._members = message['members']
            LOG.info('Ring of %d members', len(self._members))
            waiting, self._deferred = self._deferred, []
            for held in waiting:
                self._handle(held)
        elif self._conf.coordination.enabled and self._members is None:
            self._deferred.append(message)
        elif message['kind'] == 'command':
            self._obey(message)
        else:
            self._process(message)

    def _store(self):
        if self._database is None:
            self._database = api.Database(self._conf)
        return self._database

    def _process(self, message):
        store = self._store()
        if store.global_debug() or store.tenant_in_debug(message.get('tenant', '')):
            LOG.info('Skipping %s: debug mode', message['event'])
        elif store.resource_in_debug(message.get('id', '')):
            LOG.info('Skipping %s: its resource is in debug mode', message['event'])
        else:
            endpoint = self._identity.compute_endpoint(self._conf.auth_region, self._conf.endpoint_type)
            LOG.info('Would act on %s with Nova at %s', message['event'], endpoint)

    def _obey(self, message):
        command, identity = message['command'], message.get('id')
        LOG.info('Command %s %s', command, identity or '')
        store = self._store()
        if command == 'config-reload':
            # Without --config-file on the command line all options fall back to their defaults here.
            self._conf.reload_config_files()
            LOG.info('Configuration read again, host is %s', self._conf.host)
        elif command == 'global-debug':
            store.set_global_debug(message['enabled'])
        elif command in ('resource-debug', 'router-debug'):
            store.set_debug('resource_debug', identity, message.get('reason'))
        elif command in ('resource-manage', 'router-manage'):
            store.clear_debug('resource_debug', identity)
        elif command == 'tenant-debug':
            store.set_debug('tenant_debug', identity, message.get('reason'))
        elif command == 'tenant-manage':
            store.clear_debug('tenant_debug', identity)
