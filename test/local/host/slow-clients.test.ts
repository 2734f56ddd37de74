import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serving, type Serving } from './registered-app';

const patience = { headMilliseconds: 300, requestMilliseconds: 900, connections: 40 };

let served: Serving;
const sockets: Socket[] = [];
beforeEach(async () => {
  served = await serving(
    (app) => {
      app.http('read', {
        route: 'read',
        methods: ['GET', 'POST'],
        handler: async (request) => ({ body: `read ${(await request.text()).length}` }),
      });
    },
    { patience },
  );
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await served.host.stop(0);
});

/** A client that says so much and then nothing. */
async function client(text = ''): Promise<{ readonly socket: Socket; readonly heard: () => string }> {
  const socket = connect(served.port, '127.0.0.1');
  sockets.push(socket);
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return { socket, heard: () => heard };
}

const ask = async () => (await fetch(`${served.origin}/read`)).text();

describe('a client that is slow', () => {
  it.each([
    ['with the head of its request', 'GET /read HTTP/1.1\r\nHost: localhost\r\nX-One: 1\r\n'],
    ['with its body', 'POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf'],
    [
      'with a body of pieces',
      'POST /read HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
    ],
  ])('%s is cut off in time, though it goes on byte by byte', async (_what, text) => {
    const { socket, heard } = await client(text);
    const began = performance.now();
    while (!socket.closed && performance.now() - began < 5000) {
      socket.write('x');
      await sleep(50);
    }
    expect(socket.closed).toBe(true);
    expect(heard()).not.toMatch(/^HTTP\/1\.1 2/u);
    expect(await ask()).toBe('read 0');
  });

  it('but not too slow is served', async () => {
    const { heard } = await client('POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nha');
    await sleep(400);
    sockets[0]?.write('lf');
    while (!heard().endsWith('read 4')) await sleep(20);
    expect(heard()).toMatch(/^HTTP\/1\.1 200/u);
  });

  it('makes room for others when it has asked nothing yet, the oldest first', async () => {
    const idle = [];
    for (let index = 0; index < patience.connections; index += 1) idle.push(await client());
    const { socket } = await client('GET /read HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    expect(idle[0]?.socket.closed).toBe(true);
    expect(idle.slice(1).filter((one) => one.socket.closed)).toEqual([]);
  });

  it('is not cut off by others while it is being answered', async () => {
    const busy = await client('POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nha');
    for (let index = 0; index < 2 * patience.connections; index += 1) await client();
    busy.socket.write('lf');
    while (!busy.heard().endsWith('read 4') && !busy.socket.closed) await sleep(20);
    expect(busy.heard()).toMatch(/^HTTP\/1\.1 200/u);
  });
});
