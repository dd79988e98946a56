/**
 * The servers around a charm on the stage, each with just enough of its protocol to let the real drivers log in: MySQL,
 * RabbitMQ, Keystone, ZooKeeper and the service's own ports. Says "ready" on standard output when all listen.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { createServer as createMysqlServer } from 'mysql2';

const tables = ['alembic_version', 'global_debug', 'resource_debug', 'tenant_debug'];
/** Tables that are there when a migration has been cut short. */
const halfOfThem = ['resource_debug', 'tenant_debug'];

/** Where a test may say, and read, how far the schema is: none, half or whole. Without the file it is whole. */
const schemaFile = `${process.argv[2] ?? ''}/host/schema`;

function tablesNow(): readonly string[] {
  try {
    const schema = readFileSync(schemaFile, 'utf8').trim();
    return schema === 'none' ? [] : schema === 'half' ? halfOfThem : tables;
  } catch {
    return tables;
  }
}

function mysql(): Server {
  let next = 0;
  // The types of mysql2 leave out most of what its server's connections can do.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const server: any = (createMysqlServer as any)();
  // biome-ignore lint/suspicious/noExplicitAny: see above
  server.on('connection', (connection: any) => {
    next += 1;
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.36',
      connectionId: next,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0x00ffffff & ~0x800,
      authCallback: (_: unknown, done: (error: null) => void) => done(null),
    });
    connection.on('error', () => {});
    // So it calls SET.
    connection.on('stmt_prepare', () => {
      connection.sequenceId = 1;
      connection.writeOk();
    });
    connection.on('query', (sql: string) => {
      // A server's half of mysql2 counts on from the packets of the query before, at which the driver takes offence.
      connection.sequenceId = 1;
      const answer = (column: string, values: readonly (string | number)[]): void => {
        connection.writeTextResult(
          values.map((value) => ({ [column]: value })),
          [
            {
              catalog: 'def',
              schema: 'x',
              table: 'x',
              orgTable: 'x',
              name: column,
              orgName: column,
              characterSet: 33,
              columnLength: 384,
              columnType: 253,
              flags: 0,
              decimals: 0,
            },
          ],
        );
      };
      if (sql.includes('GET_LOCK')) answer('taken', [1]);
      else if (sql.includes('information_schema')) answer('name', tablesNow());
      else if (sql.startsWith('SELECT 1 FROM')) answer('1', []);
      else if (sql.startsWith('DROP TABLE')) {
        writeFileSync(schemaFile, 'none\n');
        answer('dropped', []);
      } else answer('revision', ['4f695b725637']);
    });
  });
  return server._server;
}

/** A method frame of AMQP 0-9-1. */
function frame(channel: number, classId: number, method: number, args: Buffer): Buffer {
  const payload = Buffer.concat([Buffer.alloc(4), args]);
  payload.writeUInt16BE(classId, 0);
  payload.writeUInt16BE(method, 2);
  const head = Buffer.alloc(7);
  head.writeUInt8(1, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([0xce])]);
}

function longString(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, Buffer.from(text)]);
}

function rabbit(socket: Socket): void {
  let buffer = Buffer.alloc(0);
  let greeted = false;
  socket.on('data', (part) => {
    buffer = Buffer.concat([buffer, part]);
    if (!greeted) {
      if (buffer.length < 8) return;
      greeted = true;
      buffer = buffer.subarray(8);
      socket.write(
        frame(
          0,
          10,
          10,
          Buffer.concat([Buffer.from([0, 9]), Buffer.alloc(4), longString('PLAIN'), longString('en_US')]),
        ),
      );
    }
    while (buffer.length >= 8) {
      const size = buffer.readUInt32BE(3) + 8;
      if (buffer.length < size) return;
      const method = buffer.readUInt16BE(9);
      buffer = buffer.subarray(size);
      if (method === 11) socket.write(frame(0, 10, 30, Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])));
      if (method === 40) socket.write(frame(0, 10, 41, Buffer.from([0])));
      if (method === 50) {
        socket.write(frame(0, 10, 51, Buffer.alloc(0)));
        socket.end();
      }
    }
  });
}

function zookeeper(socket: Socket): void {
  let buffer = Buffer.alloc(0);
  let session = false;
  const reply = (...parts: readonly Buffer[]): void => {
    const body = Buffer.concat(parts);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    socket.write(Buffer.concat([length, body]));
  };
  socket.on('data', (part) => {
    buffer = Buffer.concat([buffer, part]);
    if (!session && buffer.toString('latin1') === 'srvr') {
      socket.end('Zookeeper version: 3.8.0\n');
      return;
    }
    while (buffer.length >= 4) {
      const size = buffer.readUInt32BE(0);
      if (buffer.length < size + 4) return;
      const request = buffer.subarray(4, size + 4);
      buffer = buffer.subarray(size + 4);
      if (!session) {
        session = true;
        const body = Buffer.alloc(36);
        body.writeInt32BE(6000, 4);
        body.writeInt32BE(1, 12);
        body.writeInt32BE(16, 16);
        reply(body);
        continue;
      }
      const [xid, type] = [request.readInt32BE(0), request.readInt32BE(4)];
      const head = Buffer.alloc(16);
      head.writeInt32BE(xid, 0);
      if (type === 8 || type === 12) {
        const name = Buffer.from(hostname());
        const counts = Buffer.alloc(8);
        counts.writeInt32BE(1, 0);
        counts.writeInt32BE(name.length, 4);
        reply(head, counts, name, Buffer.alloc(type === 12 ? 68 : 0));
      } else {
        reply(head);
      }
      if (type === -11) socket.end();
    }
  });
}

function tcp(handler: (socket: Socket) => void): Server {
  return createServer((socket) => {
    socket.on('error', () => {});
    handler(socket);
  });
}

const keystone = createHttpServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();
    response.writeHead(201, { 'Content-Type': 'application/json', 'X-Subject-Token': 'token' });
    response.end(JSON.stringify({ token: { expires_at: later, roles: [{ name: 'admin' }], catalog: [] } }));
  });
});

const listening: readonly (readonly [
  { listen(port: number, host: string, done: () => void): unknown },
  number,
  string,
])[] = [
  [mysql(), 3306, '10.0.0.40'],
  ...['10.0.0.30', '10.0.0.31', '10.0.0.32'].map((host) => [tcp(rabbit), 5672, host] as const),
  ...['10.0.0.60', '10.0.0.61', '10.0.0.62'].map((host) => [tcp(zookeeper), 2181, host] as const),
  [keystone, 35357, '10.0.0.50'],
  [tcp((socket) => socket.end()), 44250, '0.0.0.0'],
  [tcp((socket) => socket.end()), 9697, '0.0.0.0'],
];

await Promise.all(
  listening.map(([server, port, host]) => new Promise<void>((done) => server.listen(port, host, done))),
);
console.log('ready');
