/** The states of the pages that help a customer: the desk's page of a service request, and the page that shows a password. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Message, RunningKesher } from '../end-to-end/running-kesher';
import { askToSend, open, press } from './customer-steps';
import type { PageState, Scene } from './page-states';
import { accept, askToDelegate, newCompany } from './readers';

const codes = 'form[action*="/codes"]';
const notes = 'form[action*="/notes"]';

export const helpStates: readonly PageState[] = [
  { state: 'request', status: 200, reach: async (scene) => open(scene.page, (await raised(scene)).link) },
  {
    state: 'request-answered-without-a-code',
    status: 200,
    reach: async (scene) => {
      const { page, reader } = scene;
      await open(page, (await raised(scene)).link);
      await page.fill('[name=text]', reader.introduction);
      await press(page, `${notes} button`);
      return open(page, page.url());
    },
  },
  {
    state: 'request-code',
    status: 200,
    reach: async (scene) => {
      await open(scene.page, (await raised(scene)).link);
      await askToSend(scene.page, codes);
      return open(scene.page, scene.page.url());
    },
  },
  {
    state: 'request-open',
    status: 200,
    reach: async (scene) => {
      const { kesher, reader } = scene;
      const { link, path, ...request } = await raised(scene);
      const unproved = {
        text: reader.introduction,
        name: reader.name,
      };
      await kesher.call(z.object({ id: z.string() }), `${link}/notes`, { body: unproved });
      const note = { text: reader.closing, shared: true };
      await kesher.call(z.object({ id: z.string() }), `${path}/notes`, { as: reader.persona, body: note });
      return openAsDesk(scene, { link, ...request });
    },
  },
  {
    state: 'request-closed',
    status: 200,
    reach: async (scene) => {
      const { page, reader } = scene;
      await openAsDesk(scene, await raised(scene));
      await page.fill('[name=text]', reader.closing);
      await page.check('[name=status][value=closed]');
      await press(page, `${notes} button`);
      return open(page, page.url());
    },
  },
  {
    state: 'request-ended',
    status: 403,
    reach: async (scene) => {
      const { kesher, page, reader } = scene;
      const { link, customerId } = await raised(scene);
      await remove(kesher, `/api/customers/${customerId}/delegation`, reader.persona);
      return open(page, link);
    },
  },
  { state: 'reveal', status: 200, reach: async (scene) => open(scene.page, (await reset(scene)).revealUrl) },
  {
    state: 'reveal-by-code',
    status: 200,
    reach: async (scene) => open(scene.page, (await reset(scene, { secondFactor: 'mail' })).revealUrl),
  },
  {
    state: 'reveal-code-wrong',
    status: 422,
    reach: async (scene) => {
      const { page } = scene;
      await open(page, (await reset(scene, { secondFactor: 'mail' })).revealUrl);
      await askToSend(page, codes);
      await open(page, page.url());
      await page.fill('[name=confirmationCode]', '000000');
      return press(page, 'form:has([name=confirmationCode]) button');
    },
  },
  {
    state: 'revealed',
    status: 200,
    reach: async (scene) => {
      await open(scene.page, (await reset(scene)).revealUrl);
      return askToSend(scene.page, 'main form');
    },
  },
  {
    state: 'reveal-shown-before',
    status: 410,
    reach: async (scene) => {
      const { revealUrl } = await reset(scene);
      await open(scene.page, revealUrl);
      await askToSend(scene.page, 'main form');
      return open(scene.page, revealUrl);
    },
  },
  {
    state: 'reveal-awaiting-approval',
    status: 200,
    reach: async (scene) => open(scene.page, (await reset(scene, {}, { needsApproval: true })).revealUrl),
  },
  {
    state: 'reveal-withdrawn',
    status: 410,
    reach: async (scene) => {
      const { kesher, page, reader } = scene;
      const { id, revealUrl } = await reset(scene);
      await remove(kesher, `/api/password-resets/${id}`, reader.persona);
      return open(page, revealUrl);
    },
  },
];

interface Raised {
  readonly link: string;
  readonly path: string;
  readonly customerId: string;
  readonly number: string;
  readonly desk: string;
}

const Request = z.object({ id: z.string(), number: z.string(), sentTo: z.object({ email: z.email() }) });

/** A request for a customer that delegates its administration, and the link in the mail to its desk. */
async function raised({ kesher, reader }: Scene): Promise<Raised> {
  const details = newCompany(reader);
  await accept(kesher, await askToDelegate(kesher, reader), details);
  const customerId = `domain:${details.primaryDomain}`;
  const [title = '', description = ''] = reader.introduction.split('\n');
  const request = await kesher.call(Request, `/api/customers/${customerId}/service-requests`, {
    as: reader.persona,
    body: { title, description: description || title, severity: 'critical', productId: 'exchange-online-plan-1' },
  });
  const { id, number, sentTo } = request;
  const sent = await mailAbout(kesher, sentTo.email, 'serviceRequestSent', number);
  const [link = ''] = /https?:\S+\/requests\/[\w.-]+/u.exec(sent.text) ?? [];
  return { link, path: `/api/service-requests/${id}`, customerId, number, desk: sentTo.email };
}

/** Opens it with the code that is mailed to its desk. */
async function openAsDesk(
  { kesher, page }: Scene,
  { link, desk, number }: Pick<Raised, 'link' | 'desk' | 'number'>,
): Promise<number | undefined> {
  await open(page, link);
  await askToSend(page, codes);
  const { code = '' } = await mailAbout(kesher, desk, 'serviceRequestCode', number);
  await open(page, page.url());
  await page.fill('[name=confirmationCode]', code);
  await press(page, 'form[action*="/session"] button');
  return open(page, page.url());
}

async function remove(kesher: RunningKesher, path: string, as: string): Promise<void> {
  const { status, text } = await kesher.ask(path, { method: 'DELETE', as, headers: { 'if-match': '*' } });
  if (status > 299) throw new Error(`${path} is still there: ${text}`);
}

const mailArrivesWithin = 20_000;

/** The mail of a kind that names this number: a desk gets many. */
async function mailAbout(kesher: RunningKesher, to: string, kind: string, number: string): Promise<Message> {
  const deadline = performance.now() + mailArrivesWithin;
  for (;;) {
    const mails = await kesher.mails(to);
    const found = mails.find((mail) => mail.kind === kind && `${mail.subject} ${mail.text}`.includes(number));
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`No ${kind} about ${number} reached ${to}.`);
    await sleep(20);
  }
}

const Customer = z.object({ id: z.string(), delegation: z.object({ status: z.string() }) });
const User = z.object({
  userId: z.string(),
  passwordReset: z.object({ available: z.boolean(), needsApproval: z.boolean().optional() }),
});
const Reset = z.object({ id: z.string(), revealUrl: z.url() });

/** Has the password of somebody in a customer's directory reset who can have it, with or without approval. */
async function reset(
  { kesher, reader: { persona, language } }: Scene,
  body: { readonly secondFactor?: 'mail' } = {},
  { needsApproval } = { needsApproval: false },
): Promise<z.infer<typeof Reset>> {
  const customers = await kesher.all(Customer, '/api/customers', persona);
  // The demo's own customers have people beside their administrator, and are the oldest.
  for (const { id, delegation } of customers.toReversed()) {
    if (delegation.status !== 'active') continue;
    const users = await kesher.all(User, `/api/customers/${id}/users`, persona);
    const user = users.find(
      ({ passwordReset: { available, ...it } }) => available && it.needsApproval === needsApproval,
    );
    if (!user) continue;
    const path = `/api/customers/${id}/users/${user.userId}/password-resets`;
    return kesher.call(Reset, path, { as: persona, body: { language, ...body } });
  }
  throw new Error('Nobody’s password can be reset.');
}
