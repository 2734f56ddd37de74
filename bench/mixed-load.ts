/** What people and programs do at the same time, each in its own connection: links are opened and scanned, trials won, lists read, and a part of it is wrong. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { invitation } from '../test/world';
import type { Ask, RunningServer } from './running-app';

const Created = z.object({ id: z.string(), url: z.string() });
const Awaiting = z.object({ redemptionId: z.string() });
const Confirmed = z.object({ accessUrl: z.string() });
const Mails = z.object({ items: z.array(z.object({ kind: z.string(), code: z.string().optional() })) });

/** Between two things that one person does: the program is not to be at its limit, for then nothing but the limit is seen. */
const pauseMilliseconds = 25;
const mailComesWithin = 30_000;

/** What was done, by what it was. */
export type Done = Map<string, number>;

interface Scene {
  readonly server: RunningServer;
  readonly partner: Ask['headers'];
  readonly links: readonly string[];
}

/** One thing that somebody does; throws where it is not answered as it should be. */
type Act = (scene: Scene, turn: number) => Promise<unknown>;

const languages = ['he', 'en', 'zh-CN'];

async function winTrial({ server, partner = {} }: Scene, turn: number): Promise<void> {
  const domain = `${randomUUID()}.example`;
  const email = `dana@${domain}`;
  const { url } = await server.read(Created, { path: '/api/trial-invitations', headers: partner, body: invitation });
  const link = new URL(url).pathname;
  const company = { companyName: `Company ${turn}`, primaryDomain: domain, country: 'IL', acceptTerms: true };
  const { redemptionId } = await server.read(Awaiting, {
    path: `${link}/redemptions`,
    body: { ...company, contact: { name: 'Dana Levi', email } },
  });
  const { accessUrl } = await server.read(Confirmed, {
    path: `${link}/redemptions/${redemptionId}/confirmation`,
    body: { confirmationCode: await mailedCode(server, email) },
  });
  await server.ask({ path: new URL(accessUrl).pathname, headers: { accept: 'text/html' } });
}

async function mailedCode(server: RunningServer, to: string): Promise<string> {
  const deadline = performance.now() + mailComesWithin;
  for (;;) {
    const { items } = await server.read(Mails, {
      path: `/local/mailbox/messages?${new URLSearchParams({ to }).toString()}`,
    });
    const code = items.find(({ kind }) => kind === 'confirmationCode')?.code;
    if (code !== undefined) return code;
    if (performance.now() > deadline) throw new Error(`No code reached ${to}.`);
    await sleep(pauseMilliseconds);
  }
}

/** Those that are refused, and as what. */
const wrong: readonly (readonly [status: number, ask: Ask])[] = [
  [401, { path: '/api/customers' }],
  [404, { path: `/o/${'A'.repeat(70)}` }],
  [404, { path: '/api/nothing' }],
  [422, { path: '/api/trial-invitations', body: { productId: 7 } }],
  [422, { path: '/api/customers?limit=0' }],
  [404, { path: '/api/customers/domain:nobody.example' }],
];

const reads = [
  '/api/customers?sort=name',
  '/api/customers?q=company',
  '/api/offers?limit=100',
  '/api/notifications',
  '/api/audit?limit=50',
  '/api/mails',
  '/api/overview',
  '/api/service-requests',
  '/api/product-keys',
];

/** Each is done again and again by so many at once. */
const acts: Readonly<Record<string, { readonly by: number; readonly act: Act }>> = {
  'a page was opened': {
    by: 3,
    act: ({ server, links }, turn) =>
      server.ask({
        path: `${links[turn % links.length] ?? ''}?lang=${languages[turn % 3] ?? ''}`,
        headers: { accept: 'text/html' },
      }),
  },
  'a link was read as JSON': {
    by: 2,
    act: ({ server, links }, turn) => server.ask({ path: links[turn % links.length] ?? '' }),
  },
  'a link was scanned with HEAD': {
    by: 1,
    act: ({ server, links }, turn) => server.ask({ path: links[turn % links.length] ?? '', method: 'HEAD' }),
  },
  'a trial was won': { by: 2, act: winTrial },
  'a list was read': {
    by: 2,
    act: ({ server, partner = {} }, turn) => server.ask({ path: reads[turn % reads.length] ?? '', headers: partner }),
  },
  'something was refused': {
    by: 2,
    act: async ({ server, partner = {} }, turn) => {
      const [status, ask] = wrong[turn % wrong.length] ?? [404, { path: '/' }];
      const headers = status === 401 ? {} : partner;
      const answered = await server.statusOf({ ...ask, headers });
      if (answered !== status) throw new Error(`${ask.path} answered ${answered}, not ${status}.`);
    },
  },
  'somebody hung up in the middle of a request': { by: 1, act: ({ server }) => hangUp(server) },
};

/** Sends half of a request, and goes. */
async function hangUp({ origin }: RunningServer): Promise<void> {
  const { hostname, port } = new URL(origin);
  await new Promise<void>((gone, failed) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        'POST /api/trial-invitations HTTP/1.1\r\nHost: kesher\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{',
      );
      setTimeout(() => socket.destroy(), pauseMilliseconds);
    });
    socket.once('close', () => gone());
    socket.once('error', failed);
  });
}

/** Lets all of them do what they do until `isOver`; gives how often each was done. */
export async function mixedLoad(server: RunningServer, isOver: () => boolean): Promise<Done> {
  const done: Done = new Map();
  const scene = { server, links: await server.newLinks(30), partner: await server.headersOf('northwind-admin') };
  const people = Object.entries(acts).flatMap(([name, { by, act }]) =>
    Array.from({ length: by }, async (_, person) => {
      for (let turn = person * 7; !isOver(); turn += 1) {
        await act(scene, turn);
        done.set(name, (done.get(name) ?? 0) + 1);
        await sleep(pauseMilliseconds);
      }
    }),
  );
  await Promise.all(people);
  return done;
}
