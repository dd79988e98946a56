"""The debug flags in the database."""
import datetime
import uuid

import sqlalchemy
from oslo_db import options as db_options
from oslo_db.sqlalchemy import engines

DEFAULT_CONNECTION = 'sqlite:///astara.db'


def register(conf):
    """Registers oslo.db's options. Without a connection the database is a file in the working directory."""
    db_options.set_defaults(conf, connection=DEFAULT_CONNECTION)


def engine(conf):
    """Connects, or tries max_retries times with retry_interval seconds between."""
    register(conf)
    database = conf.database
    return engines.create_engine(
        database.connection, max_retries=database.max_retries, retry_interval=database.retry_interval)


class Database(object):
    def __init__(self, conf):
        self._engine = engine(conf)

    def _execute(self, statement, **values):
        with self._engine.begin() as connection:
            result = connection.execute(sqlalchemy.text(statement), values)
            return result.fetchall() if result.returns_rows else []

    def global_debug(self):
        return bool(self._execute('SELECT id FROM global_debug WHERE status = 1'))

    def tenant_in_debug(self, identity):
        return bool(self._execute('SELECT id FROM tenant_debug WHERE uuid = :uuid', uuid=identity))

    def resource_in_debug(self, identity):
        return bool(self._execute('SELECT id FROM resource_debug WHERE uuid = :uuid', uuid=identity))

    def set_debug(self, table, identity, reason):
        if not self._execute('SELECT id FROM %s WHERE uuid = :uuid' % table, uuid=identity):
            self._execute(
                'INSERT INTO %s (id, uuid, reason, created_at) VALUES (:id, :uuid, :reason, :now)' % table,
                id=str(uuid.uuid4()), uuid=identity, reason=reason, now=datetime.datetime.utcnow())

    def clear_debug(self, table, identity):
        self._execute('DELETE FROM %s WHERE uuid = :uuid' % table, uuid=identity)

    def set_global_debug(self, enabled):
        if not enabled:
            self._execute('DELETE FROM global_debug')
        elif not self.global_debug():
            try:
                self._execute(
                    'INSERT INTO global_debug (id, status, created_at) VALUES (:id, 1, :now)',
                    id=str(uuid.uuid4()), now=datetime.datetime.utcnow())
            except Exception:
                # Every worker of every host is told; one of the others was faster.
                if not self.global_debug():
                    raise
