"""Serves Keystone's API on the public and the administration port, one request at a time: SQLite takes one writer."""
import selectors
import wsgiref.simple_server

from keystone.server.wsgi import initialize_public_application


class Handler(wsgiref.simple_server.WSGIRequestHandler):
    timeout = 10

    def log_message(self, *args):
        """Says nothing: Keystone logs its requests itself."""


application = initialize_public_application()
waiting = selectors.DefaultSelector()
for port in (5000, 35357):
    server = wsgiref.simple_server.make_server('0.0.0.0', port, application, handler_class=Handler)
    waiting.register(server, selectors.EVENT_READ)
while True:
    for key, _ in waiting.select():
        key.fileobj.handle_request()
