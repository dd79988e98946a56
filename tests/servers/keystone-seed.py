"""Prepares a Keystone in one Python process: importing it takes two seconds, and four commands are needed."""
import os
import sys

from keystone.cmd import manage

config, url, region, password = sys.argv[1:]
keys = ['--keystone-user', 'root', '--keystone-group', 'root']
bootstrap = ['--bootstrap-password', password, '--bootstrap-region-id', region]
for interface in ('public', 'internal', 'admin'):
    bootstrap += ['--bootstrap-%s-url' % interface, url]
for command in (['db_sync'], ['fernet_setup'] + keys, ['credential_setup'] + keys, ['bootstrap'] + bootstrap):
    child = os.fork()
    if child == 0:
        sys.argv = ['keystone-manage', '--config-file', config] + command
        manage.main()
        sys.stdout.flush()
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit('keystone-manage %s failed' % command[0])
