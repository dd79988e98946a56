"""The metadata proxy: listens on the management address and passes requests on to Nova, signed."""
import hashlib
import hmac
import http.server
import socket
import time
import urllib.error
import urllib.request

from oslo_log import log

LOG = log.getLogger(__name__)

# An argument's default in the real one, evaluated before the file is read: so the option changes nothing.
PORT = 9697
ATTEMPTS = 5


class Server(http.server.ThreadingHTTPServer):
    # Whatever the network is: an IPv4 address fails here.
    address_family = socket.AF_INET6
    daemon_threads = True
    conf = None


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        conf = self.server.conf
        instance = self.headers.get('X-Instance-ID', '')
        secret = conf.neutron_metadata_proxy_shared_secret.encode()
        request = urllib.request.Request(
            'http://%s:%s%s' % (conf.nova_metadata_ip, conf.nova_metadata_port, self.path),
            headers={
                'X-Forwarded-For': self.client_address[0],
                'X-Instance-ID': instance,
                'X-Instance-ID-Signature': hmac.new(secret, instance.encode(), hashlib.sha256).hexdigest(),
            })
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                status, body = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, body = error.code, error.read()
        except OSError:
            LOG.exception('Unexpected error.')
            status, body = 500, b'An unknown error has occurred. Please try your request again.'
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, text, *arguments):
        LOG.debug(text, *arguments)


def serve(conf, address):
    for attempt in range(1, ATTEMPTS + 1):
        try:
            # Resolved as the real one does it: -9 for an address of the wrong family.
            socket.getaddrinfo(address, PORT, socket.AF_INET6, socket.SOCK_STREAM)
            server = Server((address, PORT), Handler)
            break
        except socket.gaierror:
            raise
        except OSError:
            # A new address is tentative for a while.
            if attempt == ATTEMPTS:
                raise
            time.sleep(attempt)
    server.conf = conf
    LOG.info('Metadata proxy listening on [%s]:%d', address, PORT)
    server.serve_forever()
