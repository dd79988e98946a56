"""Logs in to Keystone by keystoneclient's plugins: the key is auth_plugin, and auth_type is not looked at."""
from keystoneclient import auth
from keystoneclient import session

SECTION = 'keystone_authtoken'


class Identity(object):
    def __init__(self, conf):
        auth.register_conf_options(conf, SECTION)
        self._session = session.Session(auth=auth.load_from_conf_options(conf, SECTION))

    def log_in(self):
        """Raises MissingAuthPlugin, Unauthorized, ConnectFailure, ... as the case may be."""
        self._session.get_token()

    def compute_endpoint(self, region, interface):
        """Where Nova is; raises EndpointNotFound when the catalogue has none for the region."""
        endpoint = self._session.get_endpoint(
            service_type='compute', region_name=region, interface=interface.replace('URL', ''))
        if endpoint is None:
            from keystoneclient import exceptions
            raise exceptions.EndpointNotFound('no compute endpoint in region %s' % region)
        return endpoint
