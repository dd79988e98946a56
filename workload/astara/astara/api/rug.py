"""The admin API: PUT /<words of an astara-ctl command>. Like astara-ctl it reads the file in the fixed place only."""
import http.server
import traceback

from oslo_log import log

from astara.cli import commands
from astara.common import config

LOG = log.getLogger(__name__)


class Handler(http.server.BaseHTTPRequestHandler):
    def _answer(self, status, body=b''):
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        length = int(self.headers.get('Content-Length') or 0)
        self.rfile.read(length)
        try:
            words = [word for word in self.path.split('/') if word]
            if words and words[0] in commands.INTERACTIVE:
                self._answer(501)
                return
            command = commands.find(words)
            if command is None:
                self._answer(404)
                return
            commands.publish(config.parse_fixed(), command)
            self._answer(200, b'0')
        except Exception:
            LOG.exception('cannot serve %s', self.path)
            self._answer(500, traceback.format_exc().encode())

    def _refuse(self):
        self._answer(405)

    do_GET = do_POST = do_DELETE = do_PATCH = do_HEAD = _refuse

    def log_message(self, text, *arguments):
        LOG.info(text, *arguments)


def serve(conf):
    server = http.server.ThreadingHTTPServer((conf.api_listen, conf.api_port), Handler)
    server.daemon_threads = True
    LOG.info('API listening on %s:%d', conf.api_listen, conf.api_port)
    server.serve_forever()
