"""Run by alembic: gives the migrations a connection."""
from alembic import context

from astara.db import api

engine = api.engine(context.config.attributes['astara'])
connection = engine.connect()
try:
    if context.is_offline_mode():
        # Prints the statements, but was connected all the same.
        context.configure(url=engine.url, dialect_name=engine.dialect.name)
    else:
        context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
finally:
    connection.close()
    engine.dispose()
