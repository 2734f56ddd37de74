import { HttpRequest, InvocationContext } from '@azure/functions';
import { once } from 'node:events';
import { connect } from 'node:net';
import { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpFunctions } from '../../../functions/http-functions';
import type { HttpPath } from '../../../local/host/http-functions';
import { isHangUp } from '../../../shared/http/hang-ups';
import { readText } from '../../../shared/http/request';
import { serving, type Serving } from '../../local/host/registered-app';
import { noa, World } from '../../world';

describe('a client that leaves', () => {
  it.each([
    ['Node', Object.assign(new Error('aborted'), { code: 'ECONNRESET' })],
    ['a pipeline', Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })],
    [
      'fetch',
      new TypeError('terminated', { cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }) }),
    ],
    ['an abort', new DOMException('This operation was aborted', 'AbortError')],
  ])('is known by what %s says', async (_who, error) => {
    expect(isHangUp(error)).toBe(true);
    const headers = new Headers();
    const request = { method: 'POST', url: 'https://x.example/', headers, query: new URLSearchParams(), params: {} };
    const body = new ReadableStream({ pull: (controller) => controller.error(error) });
    const read = await readText({ ...request, body }, 10);
    expect(read).toMatchObject({ ok: false, refusal: 'malformed-request' });
  });

  it.each([new TypeError('Body is unusable: Body has already been read'), new RangeError('x'), 'aborted', undefined])(
    'is not blamed for a defect: %p',
    (error) => {
      expect(isHangUp(error)).toBe(false);
    },
  );
});

describe('a client that leaves in the middle of a file', () => {
  const cutOff = async (error: Error): Promise<readonly string[]> => {
    const world = new World();
    await world.addPartner();
    const request = new HttpRequest({
      url: 'https://kesher.example/api/offers?format=csv',
      method: 'GET',
      query: { format: 'csv' },
      headers: { authorization: `Bearer ${Buffer.from(JSON.stringify(noa)).toString('base64url')}` },
    });
    const context = new InvocationContext({
      logHandler: (_level, ...line) => world.logged.push(line.map(String).join(' ')),
    });
    const { body } = await world.operations.listOffers.handler(request, context);
    if (typeof body !== 'object' || !(Symbol.asyncIterator in body)) throw new Error('The list is no file.');
    const pieces = body[Symbol.asyncIterator]();
    await pieces.next();
    // What Node does to the source when a pipeline to the client ends early.
    await expect(pieces.throw?.(error)).rejects.toBe(error);
    world.close();
    return world.logged.filter((line) => line.includes('"event":"crash"'));
  };

  it('leaves no crash in the log; what breaks on our side does', async () => {
    expect(await cutOff(Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }))).toEqual(
      [],
    );
    expect(await cutOff(new Error('our own'))).toHaveLength(1);
  });
});

describe.each<HttpPath>(['direct', 'worker'])(
  'a client that leaves in the middle of its body, by the %s path',
  (path) => {
    let world: World;
    let host: Serving;
    const said: string[] = [];
    beforeAll(async () => {
      world = new World();
      await world.addPartner();
      host = await serving(
        (app) => {
          for (const { name, ...options } of httpFunctions(() => Promise.resolve(world.ports))) app.http(name, options);
        },
        { path, sink: (_level, _category, message) => void said.push(message) },
      );
    });
    afterAll(async () => {
      await host.host.stop(0);
      world.close();
    });

    it.each(['/o/CODE/redemptions', '/o/CODE/refusal'])('leaves no crash in the log: POST %s', async (route) => {
      said.length = 0;
      const { code } = await world.invite();
      const socket = connect(host.port, '127.0.0.1');
      await once(socket, 'connect');
      const head = ['Host: localhost', 'Content-Type: application/json', 'Content-Length: 500', '', '{"companyName":"'];
      socket.write(`POST ${route.replace('CODE', code)} HTTP/1.1\r\n${head.join('\r\n')}`);
      await sleep(300);
      socket.destroy();
      // Where the library hands on whole bodies only, the operation never learns of it.
      for (let waited = 0; waited < 2_000 && said.length === 0; waited += 50) await sleep(50);
      if (path === 'direct') expect(said.filter((line) => line.includes('"event":"call"'))).toHaveLength(1);
      expect(said.filter((line) => /crash|failed|Error/u.test(line))).toEqual([]);
    });
  },
);
