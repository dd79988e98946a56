/** What a MySQL server may do that wants our files, our password or our memory. */
import type { Socket } from 'node:net';
import { flood } from './rogue-server.ts';

type Manner = (socket: Socket) => void;

const pluginAuth = 0x00080000;
const secureConnection = 0x8000;
const protocol41 = 0x0200;
const localFiles = 0x80;

export function packet(sequence: number, body: Uint8Array): Buffer {
  const length = body.length;
  return Buffer.concat([Buffer.from([length & 255, (length >> 8) & 255, length >> 16, sequence]), body]);
}

export function greeting(plugin = 'mysql_native_password', version = '8.0.36'): Buffer {
  const capabilities = (protocol41 | secureConnection | pluginAuth | localFiles | 0x0f) >>> 0;
  const low = capabilities & 0xffff;
  const high = capabilities >>> 16;
  return packet(
    0,
    Buffer.concat([
      Buffer.from([10]),
      Buffer.from(`${version}\0`),
      Buffer.from([1, 0, 0, 0]),
      Buffer.from('scramble'),
      Buffer.from([0, low & 255, low >> 8, 8, 2, 0, high & 255, high >> 8, 21]),
      Buffer.alloc(10),
      Buffer.from('scramblescra\0'),
      Buffer.from(`${plugin}\0`),
    ]),
  );
}

const ok = Buffer.from([0, 0, 0, 2, 0, 0, 0]);
const column = Buffer.from(
  '\x03def\x00\x00\x00\x01x\x00\x0c\x21\x00\xff\x00\x00\x00\xfd\x00\x00\x00\x00\x00',
  'latin1',
);

/** Greets, and answers what the client says first with one thing and all that follows with another. */
function conversation(first: (socket: Socket) => void, later: (socket: Socket) => void = () => {}): Manner {
  return (socket) => {
    let turn = 0;
    socket.write(greeting());
    socket.on('data', () => {
      turn += 1;
      if (turn === 1) first(socket);
      else later(socket);
    });
  };
}

const letIn = (later: (socket: Socket) => void): Manner => conversation((socket) => socket.write(packet(2, ok)), later);

const switchTo = (plugin: string): Manner =>
  conversation((socket) =>
    socket.write(
      packet(2, Buffer.concat([Buffer.from([0xfe]), Buffer.from(`${plugin}\0scramblescramblescra\0`, 'latin1')])),
    ),
  );

const wantedFile = Buffer.concat([Buffer.from([0xfb]), Buffer.from('/etc/passwd')]);

export const rogueMysql: Readonly<Record<string, Manner>> = {
  'wants a file of ours in answer to a query': letIn((socket) => socket.write(packet(1, wantedFile))),
  'wants a file of ours in answer to the login': conversation((socket) => socket.write(packet(2, wantedFile))),
  'wants the password in the clear': switchTo('mysql_clear_password'),
  'greets with a plugin that wants it in the clear': (socket) => {
    socket.write(greeting('mysql_clear_password'));
    socket.once('data', () => socket.write(packet(2, Buffer.from([0xfe, ...Buffer.from('mysql_clear_password\0\0')]))));
  },
  'wants it by the oldest of ways': conversation((socket) => socket.write(packet(2, Buffer.from([0xfe])))),
  'wants it in a way named after a property': switchTo('toString'),
  'wants it in a way that nobody knows': switchTo('dialog'),
  'asks for more of an exchange that never began': conversation((socket) =>
    socket.write(packet(2, Buffer.from([1, 4]))),
  ),
  'sends an error with lines and colours': conversation((socket) =>
    socket.write(packet(2, Buffer.from('\xff\x15\x04#28000\x1b[31mno\nSTATUS\u0000', 'latin1'))),
  ),
  'sends an empty error': conversation((socket) => socket.write(packet(2, Buffer.from([0xff])))),
  'greets with a version without an end': (socket) => {
    socket.write(Buffer.from([0xff, 0xff, 0xff, 0, 10]));
    flood(socket, Buffer.from('8'));
  },
  'sends the largest of packets, one after the other': (socket) => {
    const body = Buffer.alloc(0xffffff, 0x41);
    flood(socket, packet(0, body));
  },
  'sends packets out of turn': letIn((socket) => flood(socket, Buffer.from([1, 0, 0, 77, 0]))),
  'sends empty packets': letIn((socket) => flood(socket, Buffer.from([0, 0, 0, 1]))),
  'promises more columns than there are numbers': letIn((socket) => {
    socket.write(packet(1, Buffer.from([0xfe, 255, 255, 255, 255, 255, 255, 255, 127])));
    for (let sequence = 2; sequence < 200; sequence += 1) socket.write(packet(sequence, column));
  }),
  'sends columns for ever': letIn((socket) => {
    socket.write(packet(1, Buffer.from([0xfc, 255, 255])));
    const round = Array.from({ length: 256 }, (_, index) => packet((index + 2) % 256, column));
    flood(socket, Buffer.concat(round));
  }),
  'sends rows for ever': letIn((socket) => {
    socket.write(
      Buffer.concat([packet(1, Buffer.from([1])), packet(2, column), packet(3, Buffer.from([0xfe, 0, 0, 2, 0]))]),
    );
    const round = Array.from({ length: 256 }, (_, index) => packet((index + 4) % 256, Buffer.from('\x01a')));
    flood(socket, Buffer.concat(round));
  }),
  'sends a row that is longer than it is': letIn((socket) => {
    const row = packet(4, Buffer.from([0xfe, 255, 255, 255, 255, 0, 0, 0, 0, 65]));
    socket.write(
      Buffer.concat([packet(1, Buffer.from([1])), packet(2, column), packet(3, Buffer.from([0xfe, 0, 0, 2, 0])), row]),
    );
  }),
};
