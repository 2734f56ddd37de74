/** What refusing a forged code costs. */
import { HttpRequest, InvocationContext } from '@azure/functions';
import { createHmac, randomBytes } from 'node:crypto';
import { linkCodes } from '../shared/signing/link-codes';
import { openLink } from '../functions/links/open-link';
import { tenants, World } from '../test/world';
import { inTurns, median, shown, type Measurement } from './figures';

const rounds = 30;
const each = 2_000;

export async function measureForgedCodes(): Promise<Measurement> {
  const key = { id: 'bench', bytes: new Uint8Array(randomBytes(32)) };
  const links = linkCodes([key]);
  const stranger = linkCodes([{ ...key, bytes: new Uint8Array(randomBytes(32)) }]);
  const forged = Array.from({ length: each }, () =>
    stranger.issue({ partnerId: tenants.northwind, offerId: randomBytes(16).toString('hex'), linkVersion: 1 }),
  );
  const malformed = forged.map((code) => `${code.slice(0, -2)}é`);
  const world = new World();
  const open = openLink({ ...world.ports, links });
  const requests = (accept: string) =>
    forged.map((code) => {
      const url = `https://kesher.example/o/${code}`;
      return new HttpRequest({ method: 'GET', url, params: { code }, headers: { accept } });
    });
  const context = new InvocationContext({ functionName: 'openLink', logHandler: () => undefined });
  const refuse = (accept: string) => {
    const made = requests(accept);
    return () =>
      microseconds(async () => {
        for (const request of made) await open(request, context);
      });
  };
  const samples = {
    mac: () =>
      microseconds(() => {
        for (const code of forged) createHmac('sha256', key.bytes).update(code).digest();
      }),
    forged: () =>
      microseconds(() => {
        for (const code of forged) if (links.read(code)) throw new Error('A forged code was taken.');
      }),
    malformed: () =>
      microseconds(() => {
        for (const code of malformed) if (links.read(code)) throw new Error('A malformed code was taken.');
      }),
    page: refuse('text/html'),
    json: refuse('application/json'),
  };
  await inTurns(3, samples);
  const taken = await inTurns(rounds, samples);
  world.close();
  const mac = median(taken.mac);
  const figure = (name: string, times: readonly number[], goal?: number) => ({
    name,
    value: median(times),
    unit: 'µs',
    ...(goal === undefined ? {} : { goal: { atMost: goal } }),
    measured: `${shown(median(times) / mac)} times one HMAC-SHA256, which takes ${shown(mac)} µs`,
  });
  return {
    title: 'Forged codes',
    figures: [
      figure('Refusing a forged code', taken.forged, 20),
      figure('Refusing what is no code', taken.malformed, 20),
      figure('The whole answer to a forged code, JSON', taken.json),
      figure('The whole answer to a forged code, page', taken.page),
    ],
    limits,
  };
}

const limits = `The forged codes are well formed, signed by somebody else in the name of a known key, so each costs decoding and one MAC: that is the limit. What is no code is refused by its alphabet or
length alone. The whole answer is the operation without HTTP around it; a page is rendered for it like any other.`;

/** How long the work takes for each code. */
async function microseconds(work: () => void | Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return ((performance.now() - startedAt) * 1000) / each;
}
