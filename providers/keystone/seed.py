"""Makes Keystone's database, keys and administrator, one forked process a step: importing Keystone once saves seconds.

The administrator's password comes on standard input, so that no process list shows it.
"""
import os
import sqlite3
import sys

from keystone.cmd import manage

password = sys.stdin.readline().strip()
public_url, region = sys.argv[1:3]
os.environ['OS_BOOTSTRAP_PASSWORD'] = password

steps = [
    ['db_sync'],
    ['fernet_setup', '--keystone-user', 'keystone', '--keystone-group', 'keystone'],
    ['credential_setup', '--keystone-user', 'keystone', '--keystone-group', 'keystone'],
    ['bootstrap', '--bootstrap-region-id', region, '--bootstrap-public-url', public_url,
     '--bootstrap-internal-url', public_url, '--bootstrap-admin-url', public_url],
]
for step in steps:
    child = os.fork()
    if child == 0:
        sys.argv = ['keystone-manage', *step]
        manage.main()
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit('keystone-manage %s failed' % step[0])

# Keystone leaves read transactions open; with a write-ahead log they do not keep others from writing. SQLite remembers it.
sqlite3.connect('/var/lib/keystone/stand-in.db').execute('PRAGMA journal_mode = WAL')
