/** What RabbitMQ, ZooKeeper, memcached and Keystone may do that want our memory, our time or our password elsewhere. */
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { big, flood } from './rogue-server.ts';

type Manners = Readonly<Record<string, (socket: Socket) => void>>;

function frame(classId: number, method: number, args: Uint8Array, size?: number): Buffer {
  const payload = Buffer.concat([big(classId, 2), big(method, 2), args]);
  return Buffer.concat([Buffer.from([1, 0, 0]), big(size ?? payload.length), payload, Buffer.from([0xce])]);
}

const text = (words: string): Buffer => Buffer.concat([big(words.length), Buffer.from(words)]);
const start = (properties: Buffer): Buffer =>
  frame(10, 10, Buffer.concat([Buffer.from([0, 9]), big(properties.length), properties, text('PLAIN'), text('en_US')]));
const tune = (frameMax: number): Buffer => frame(10, 30, Buffer.concat([big(0, 2), big(frameMax), big(1, 2)]));

/** Speaks AMQP up to a method of the client's, by its number, and then does something else. */
function amqpUntil(method: number, act: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    socket.on('data', (bytes) => {
      const asked = bytes.toString('latin1', 0, 4) === 'AMQP' ? 0 : bytes.readUInt16BE(9);
      if (asked === method) act(socket);
      else if (asked === 0) socket.write(start(Buffer.alloc(0)));
      else if (asked === 11) socket.write(tune(131072));
      else if (asked === 31) socket.write(frame(10, 41, Buffer.from([0])));
    });
  };
}

function nested(depth: number): Buffer {
  // Tables within tables, each under the name "a".
  const head = (inner: number): Buffer => Buffer.concat([Buffer.from('\x01aF'), big(inner)]);
  return Buffer.concat(Array.from({ length: depth }, (_, level) => head((depth - level - 1) * 7)));
}

export const rogueRabbit: Manners = {
  'sends a frame of four gigabytes': amqpUntil(0, (socket) => {
    socket.write(frame(10, 10, Buffer.alloc(0), -1).subarray(0, 7));
    flood(socket, Buffer.from('A'));
  }),
  'sends a frame as long as they may be': amqpUntil(0, (socket) => {
    socket.write(Buffer.concat([Buffer.from([1, 0, 0]), big(63 * 1024 * 1024)]));
    flood(socket, Buffer.from('A'));
  }),
  'sends tables within tables': amqpUntil(0, (socket) => socket.write(start(nested(100_000)))),
  'sends a table that is longer than its frame': amqpUntil(0, (socket) =>
    socket.write(frame(10, 10, Buffer.concat([Buffer.from([0, 9]), big(0x7fffffff), text('PLAIN'), text('en_US')]))),
  ),
  'offers no way to log in that we know': amqpUntil(0, (socket) =>
    socket.write(frame(10, 10, Buffer.concat([Buffer.from([0, 9]), big(0), text('EXTERNAL'), text('en_US')]))),
  ),
  'asks for a second proof': amqpUntil(11, (socket) => socket.write(frame(10, 20, text('again')))),
  'wants frames of no size': amqpUntil(11, (socket) => socket.write(tune(1))),
  'starts over for ever': amqpUntil(0, (socket) => flood(socket, start(Buffer.alloc(0)))),
  'sends heartbeats for ever': amqpUntil(0, (socket) => flood(socket, Buffer.from([8, 0, 0, 0, 0, 0, 0, 0xce]))),
  'sends frames of no channel when we are in': amqpUntil(31, (socket) => {
    socket.write(frame(10, 41, Buffer.from([0])));
    flood(socket, Buffer.from([1, 0, 9, 0, 0, 0, 4, 0, 60, 0, 60, 0xce]));
  }),
  'never says goodbye, but talks on': amqpUntil(50, (socket) => flood(socket, frame(10, 61, Buffer.alloc(0)))),
};

function zookeeperWith(session: (socket: Socket) => void, later: (socket: Socket, xid: number) => void = () => {}) {
  return (socket: Socket): void => {
    let turn = 0;
    socket.on('data', (bytes) => {
      turn += 1;
      if (bytes.toString('latin1') === 'srvr') socket.end('Zookeeper version: 3.8.0\n');
      else if (turn === 1) session(socket);
      else later(socket, bytes.readInt32BE(4));
    });
  };
}

const message = (...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([big(body.length), body]);
};
const session = message(big(0), big(6000), Buffer.alloc(8), big(16), Buffer.alloc(16));
const listing = (children: Buffer) =>
  zookeeperWith(
    (socket) => socket.write(session),
    (socket, xid) => socket.write(message(big(xid), Buffer.alloc(8), big(0), children)),
  );

export const rogueZookeeper: Manners = {
  'tells of itself for ever': (socket) => flood(socket, Buffer.from('Zookeeper version: ')),
  'sends a message of length -1': zookeeperWith((socket) => socket.write(big(-1))),
  'sends a message of length -4': zookeeperWith((socket) => socket.write(Buffer.concat([big(-4), session]))),
  'sends a message of the least length': zookeeperWith((socket) =>
    socket.write(Buffer.concat([big(-0x80000000), session])),
  ),
  'sends messages of length nought': zookeeperWith((socket) => flood(socket, big(0))),
  'sends a message of two gigabytes': zookeeperWith((socket) => {
    socket.write(big(0x7fffffff));
    flood(socket, Buffer.from('A'));
  }),
  'gives a session key of two gigabytes': zookeeperWith((socket) =>
    socket.write(message(big(0), big(6000), Buffer.alloc(8), big(0x7fffffff), Buffer.alloc(16))),
  ),
  'gives a session key of negative length': zookeeperWith((socket) =>
    socket.write(message(big(0), big(6000), Buffer.alloc(8), big(-2), Buffer.alloc(16))),
  ),
  'gives a session that lasts for ever': listing(big(0x7fffffff)),
  'lists more members than it names': listing(Buffer.concat([big(0x7fffffff), text('node1')])),
  'lists fewer than none': listing(big(-2)),
  'lists a member with a name of two gigabytes': listing(Buffer.concat([big(1), big(0x7fffffff)])),
  'notifies of what nobody watches': zookeeperWith((socket) => {
    socket.write(session);
    flood(socket, message(big(-1), Buffer.alloc(8), big(0), big(4), big(3), text('/x')));
  }),
};

/** An answer of memcached's binary protocol. */
function cached(opaque: number, value: Uint8Array, length = value.length + 4): Buffer {
  const head = Buffer.concat([Buffer.from([0x81, 0, 0, 0, 4, 0, 0, 0]), big(length), big(opaque), Buffer.alloc(8)]);
  return Buffer.concat([head, Buffer.alloc(4), value]);
}

const answering =
  (value: (key: string) => Uint8Array, length?: number) =>
  (socket: Socket): void => {
    socket.on('data', (bytes) => {
      const key = bytes.toString('latin1', 24);
      const found = value(key);
      socket.write(cached(bytes.readInt32BE(12), found, length ?? found.length + 4));
    });
  };

export const rogueMemcached: Manners = {
  'answers in lines for ever': (socket) => flood(socket, Buffer.from('VALUE x 0 1\r\n')),
  'sends a value of four gigabytes': (socket) => {
    socket.once('data', (bytes) => {
      socket.write(cached(bytes.readInt32BE(12), Buffer.from('A'), -1));
      flood(socket, Buffer.from('A'));
    });
  },
  'answers what nobody asked': (socket) => flood(socket, cached(4711, Buffer.from('A'))),
  'lists more members than anybody can ask for': answering((key) => {
    if (key.includes('MEMBER')) return Buffer.from('1');
    const names = Array.from({ length: 65_000 }, (_, index) =>
      Buffer.from(`\x00${`${index}`.padStart(5, '0')}\x80`, 'latin1'),
    );
    for (const name of names) name[0] = 0xa5;
    return Buffer.concat([Buffer.from([0xde]), Buffer.from([0xfd, 0xe8]), ...names]);
  }),
  'nests its list without end': answering(() => Buffer.alloc(200_000, 0x81)),
  'promises a list that it does not send': answering(() => Buffer.from([0xde, 0xff, 0xff])),
};

const head = (status: string, ...lines: readonly string[]): string =>
  `HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n`;
const answeringHttp =
  (act: (socket: Socket) => void) =>
  (socket: Socket): void => {
    socket.once('data', () => act(socket));
  };

export const rogueKeystone: Manners = {
  'sends a body without end': answeringHttp((socket) => {
    socket.write(head('201 Created', 'X-Subject-Token: x'));
    flood(socket, Buffer.from('['));
  }),
  'sends chunks without end': answeringHttp((socket) => {
    socket.write(head('201 Created', 'Transfer-Encoding: chunked'));
    flood(socket, Buffer.from('5\r\n[[[[[\r\n'));
  }),
  'sends the length of a chunk without end': answeringHttp((socket) => {
    socket.write(head('201 Created', 'Transfer-Encoding: chunked'));
    flood(socket, Buffer.from('0'));
  }),
  'sends extensions of a chunk without end': answeringHttp((socket) => {
    socket.write(`${head('201 Created', 'Transfer-Encoding: chunked')}5;`);
    flood(socket, Buffer.from('a'));
  }),
  'sends headers without end': answeringHttp((socket) => {
    socket.write('HTTP/1.1 201 Created\r\n');
    flood(socket, Buffer.from('X-Subject-Token: x\r\n'));
  }),
  'asks to go on without end': answeringHttp((socket) => flood(socket, Buffer.from(head('100 Continue')))),
  'sends early hints without end': answeringHttp((socket) =>
    flood(socket, Buffer.from(head('103 Early Hints', 'Link: </>'))),
  ),
  'changes the protocol': answeringHttp((socket) =>
    socket.write(head('101 Switching Protocols', 'Upgrade: h2c', 'Connection: Upgrade')),
  ),
  'sends lists within lists': answeringHttp((socket) =>
    socket.end(`${head('201 Created', 'X-Subject-Token: x')}${'['.repeat(2_000_000)}`),
  ),
  'sends what is small only when it is packed': answeringHttp((socket) => {
    const packed = gzipSync(Buffer.alloc(32 * 1024 * 1024, 0x5b));
    socket.write(
      head('201 Created', 'Content-Encoding: gzip', `Content-Length: ${packed.length}`, 'X-Subject-Token: x'),
    );
    socket.end(packed);
  }),
  'sends a status that is none': answeringHttp((socket) => socket.end(head('000', 'Content-Length: 0'))),
};
