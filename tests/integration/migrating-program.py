"""Migrates as alembic does on MariaDB, one statement after the other, each when it may; for migrating-unit.ts."""
import os
import sys
import time

import pymysql

FOLDER, PORT, LATE = sys.argv[1], int(sys.argv[2]), sys.argv[3]
TABLES = ('global_debug', 'resource_debug', 'tenant_debug')
REVISION = '4f695b725637'


def gate(step):
    path = os.path.join(FOLDER, 'steps')
    with open(path, 'a') as steps:
        steps.write(step + '\n')
    with open(path) as steps:
        reached = len(steps.readlines())
    while True:
        with open(os.path.join(FOLDER, 'allowed')) as allowed:
            if int(allowed.read() or 0) >= reached:
                return
        time.sleep(0.003)


connection = pymysql.connect(
    host='127.0.0.1', port=PORT, user='astara', password='secret', database='astara', autocommit=True)
cursor = connection.cursor()
cursor.execute('SHOW TABLES LIKE %s', ('alembic_version',))
revision = None
if cursor.fetchone():
    cursor.execute('SELECT version_num FROM alembic_version')
    revision = (cursor.fetchone() or (None,))[0]
if revision is None:
    gate('create alembic_version')
    cursor.execute('CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)')
    for table in TABLES:
        gate('create ' + table)
        cursor.execute('CREATE TABLE %s (id INT)' % table)
    gate('stamp')
    # The server is at it for a while, whatever becomes of us.
    cursor.execute('INSERT INTO alembic_version SELECT %s FROM (SELECT SLEEP(%s)) AS late',
                   (REVISION, LATE))
gate('exit')
