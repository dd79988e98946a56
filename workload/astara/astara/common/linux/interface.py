"""Plugs this host into the management network, through the root helper as the real drivers do."""
import shlex
import shutil
import subprocess

from oslo_log import log

LOG = log.getLogger(__name__)


class RootHelper(object):
    def __init__(self, command):
        self._prefix = shlex.split(command)

    def run(self, *words):
        done = subprocess.run(self._prefix + list(words), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError('Command: %s\nExit code: %s\nStderr: %s' % (
                self._prefix + list(words), done.returncode, done.stderr))
        return done.stdout


class NullDriver(object):
    """Leaves interfaces alone; the address is expected to be there."""

    def __init__(self, conf):
        self.conf = conf

    def plug(self, device, mac, address, length):
        pass


class LinuxDriver(NullDriver):
    def __init__(self, conf):
        super().__init__(conf)
        self.helper = RootHelper(conf.AGENT.root_helper)

    def make(self, device, mac):
        # Stands for the tap: nothing is joined to it, it only bears the address.
        self.helper.run('ip', 'link', 'add', device, 'address', mac, 'type', 'bridge')

    def plug(self, device, mac, address, length):
        shown = subprocess.run(['ip', 'addr', 'show', 'dev', device], capture_output=True, text=True)
        if shown.returncode != 0:
            self.make(device, mac)
            mtu = ['mtu', self.conf.network_device_mtu] if self.conf.network_device_mtu else []
            self.helper.run('ip', 'link', 'set', device, *mtu, 'up')
        cidr = '%s/%s' % (address, length)
        if ' %s ' % cidr not in shown.stdout:
            quick = ['nodad'] if ':' in cidr else []
            self.helper.run('ip', 'addr', 'add', cidr, 'dev', device, *quick)
        LOG.info('Management address %s is on %s', cidr, device)


class BridgeInterfaceDriver(LinuxDriver):
    pass


class OVSInterfaceDriver(LinuxDriver):
    def make(self, device, mac):
        bridge = self.conf.ovs_integration_bridge
        if shutil.which('ovs-vsctl'):
            try:
                self.helper.run('ovs-vsctl', 'br-exists', bridge)
            except RuntimeError:
                raise RuntimeError('Bridge %s does not exist' % bridge)
            self.helper.run('ovs-vsctl', '--', '--may-exist', 'add-port', bridge, device,
                            '--', 'set', 'Interface', device, 'type=internal')
            self.helper.run('ip', 'link', 'set', device, 'address', mac)
        else:
            LOG.warning('Open vSwitch is not installed: the stand-in makes an interface of its own for %s', bridge)
            super().make(device, mac)
