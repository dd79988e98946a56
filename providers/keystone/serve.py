"""Serves Keystone's API on the public and the administration port, a thread a request."""
import socketserver
import threading
import wsgiref.simple_server

from keystone.server.wsgi import initialize_public_application


class Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


class Handler(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *args):
        """Says nothing: Keystone logs its requests itself."""


application = initialize_public_application()
for port in (5000, 35357):
    server = wsgiref.simple_server.make_server('0.0.0.0', port, application, Server, Handler)
    threading.Thread(target=server.serve_forever).start()
