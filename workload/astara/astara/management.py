"""The management port of this host. Neutron is not asked for it: it is computed from the host's name, so it is stable."""
import importlib
import ipaddress
import uuid

from oslo_log import log

from astara.common import config

LOG = log.getLogger(__name__)


class NotFound(Exception):
    """As neutronclient's: 404."""


def address_of(prefix):
    """The host's address in the management network; of a network of one address, that one."""
    network, length = prefix.split('/')
    network = ipaddress.ip_network(prefix, strict=False)
    if network.num_addresses == 1:
        return str(network.network_address), length
    seed = uuid.uuid5(uuid.NAMESPACE_DNS, config.host_identity()).int
    offset = 2 + seed % min(network.num_addresses - 3, 2 ** 63)
    return str(network[offset]), length


def ensure_local_port(conf):
    """Makes sure of the port and its interface, and returns the address."""
    if not conf.management_network_id:
        raise NotFound('404 Network %s could not be found.' % conf.management_network_id)
    module, name = conf.interface_driver.rsplit('.', 1)
    driver = getattr(importlib.import_module(module), name)(conf)
    port = uuid.uuid5(uuid.NAMESPACE_DNS, config.host_identity() + conf.management_network_id)
    address, length = address_of(conf.management_prefix)
    mac = 'fa:16:3e:%02x:%02x:%02x' % tuple(port.bytes[:3])
    LOG.info('Using port ASTARA:RUG:SERVICE %s with address %s (no Neutron: a stand-in)', port, address)
    driver.plug('tap' + str(port)[:11], mac, address, length)
    return address
