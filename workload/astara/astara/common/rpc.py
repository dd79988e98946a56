"""Messaging: the targets and transports that Astara uses. Imported late, for oslo.messaging takes a second to load."""
import oslo_messaging
from oslo_log import log

LOG = log.getLogger(__name__)

NOTIFICATIONS = 'notifications'
L3_AGENT = 'l3_agent'
COMMAND_EVENT = 'astara.command'


def _url(conf):
    if conf.amqp_url:
        LOG.warning('amqp_url overrides transport_url')
        return conf.amqp_url.replace('amqp://', 'rabbit://', 1)
    return None


def notification_listener(conf, endpoints):
    transport = oslo_messaging.get_notification_transport(conf, url=_url(conf))
    target = oslo_messaging.Target(topic=NOTIFICATIONS, exchange=conf.neutron_control_exchange)
    return oslo_messaging.get_notification_listener(
        transport, [target], endpoints, executor='threading', pool='astara.notifications.%s' % conf.host)


def rpc_server(conf, endpoints):
    transport = oslo_messaging.get_rpc_transport(conf, url=_url(conf))
    target = oslo_messaging.Target(topic=L3_AGENT, server=conf.host, exchange=conf.neutron_control_exchange)
    return oslo_messaging.get_rpc_server(transport, target, endpoints, executor='threading')


def publish_command(conf, command):
    """Puts a command on the exchange control_exchange; who listens on another one never hears of it."""
    transport = oslo_messaging.get_notification_transport(conf, url=_url(conf))
    notifier = oslo_messaging.Notifier(
        transport, driver='messagingv2', publisher_id='astara-cli', topics=[NOTIFICATIONS], retry=1)
    notifier.info({}, COMMAND_EVENT, command)
    transport.cleanup()
