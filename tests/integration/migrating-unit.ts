/**
 * A process of its own that migrates as a unit does, with the charm's own code, and waits before each step until it may go
 * on: rival-processes.ts starts it and says so. Arguments: its folder, the server's port, the
 * program that migrates, and how many seconds the server is at noting the revision.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseLogin, networkClients } from '../../src/charm/clients/clients.ts';
import { migrateDatabase } from '../../src/charm/workload/database.ts';
import { type Host, systemHost } from '../../src/system/host.ts';
import { tryRun } from '../../src/system/process.ts';

const [folder = '', port = '', program = '', late = ''] = process.argv.slice(2);

/** Says what comes next, and waits; a program that this unit runs meanwhile counts in the same file. */
function gate(step: string): void {
  const path = join(folder, 'steps');
  appendFileSync(path, `${step}\n`);
  const reached = readFileSync(path, 'utf8').split('\n').length - 1;
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (Number(readFileSync(join(folder, 'allowed'), 'utf8')) < reached) Atomics.wait(clock, 0, 0, 3);
}

const host: Host = {
  ...systemHost,
  run: (command, args, options) => {
    if (command !== 'setpriv') return systemHost.run(command, args, options);
    gate('program');
    // As the charm runs it: it dies with whoever has started it.
    const own = ['--pdeathsig', 'KILL', '--', '/usr/bin/python3', program, folder, port, late];
    return tryRun('setpriv', own, { ...options, cwd: folder });
  },
};

const clients = {
  ...networkClients,
  openDatabase: async (login: DatabaseLogin, deadlineMs: number) => {
    gate('connect');
    const session = await networkClients.openDatabase(login, deadlineMs);
    const held = <T>(step: string, work: () => T): T => {
      gate(step);
      return work();
    };
    return {
      schema: () => held('schema', session.schema),
      hasRows: (names: readonly string[]) => held('rows', () => session.hasRows(names)),
      dropTables: async (names: readonly string[]) => {
        for (const name of names) await held(`drop ${name}`, () => session.dropTables([name]));
      },
      lock: (name: string, seconds: number) => held('lock', () => session.lock(name, seconds)),
      close: () => held('close', session.close),
    };
  },
};

const outcome = await migrateDatabase(
  host,
  clients,
  {
    host: '127.0.0.1',
    port: Number(port),
    user: 'astara',
    password: 'secret',
    database: 'astara',
    authority: null,
    certificate: null,
    key: null,
  },
  '/usr/bin',
);
writeFileSync(join(folder, 'outcome'), JSON.stringify(outcome));
