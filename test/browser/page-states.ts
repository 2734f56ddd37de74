/** The states that a customer's pages can be in, and how a customer gets there. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import type { RunningKesher } from '../end-to-end/running-kesher';
import { askToSend, enterCode, fillDetails, open, press } from './customer-steps';
import { helpStates } from './help-states';
import { accept, askForCode, askToDelegate, invite, mailedCode, newCompany, offerToSell, wrongCode } from './readers';
import type { Details, Invitation, Reader } from './readers';
import { stopPageStates } from './stop-states';

/** Where a state is reached: a page, its reader, and an invitation that any number of customers may accept. */
export interface Scene {
  readonly kesher: RunningKesher;
  readonly page: Page;
  readonly reader: Reader;
  readonly invitation: Invitation;
}

export interface PageState {
  readonly state: string;
  readonly status: number;
  /** Leads the page there; gives the status that it was answered with. */
  readonly reach: (scene: Scene) => Promise<number | undefined>;
}

export const pageStates: readonly PageState[] = [
  { state: 'offer', status: 200, reach: ({ page, invitation }) => open(page, invitation.url) },
  {
    state: 'offer-without-delegation',
    status: 200,
    reach: async ({ kesher, page, reader }) => {
      const plain = { delegatedAdministration: false, introduction: undefined, closing: undefined };
      return open(page, (await invite(kesher, reader, plain)).url);
    },
  },
  { state: 'details', status: 200, reach: ({ page, invitation }) => open(page, `${invitation.url}?step=details`) },
  {
    state: 'details-with-errors',
    status: 422,
    reach: async ({ page, invitation }) => {
      await open(page, `${invitation.url}?step=details`);
      await page.fill('[name=primaryDomain]', 'no domain');
      await page.fill('[name="contact.email"]', 'no address');
      await page.fill('[name="contact.phone"]', 'no number');
      return press(page, 'button[type=submit]');
    },
  },
  {
    state: 'purchase-offer',
    status: 200,
    reach: async ({ kesher, page, reader }) => open(page, (await offerToSell(kesher, reader)).url),
  },
  {
    state: 'purchase-details-with-errors',
    status: 422,
    reach: async ({ kesher, page, reader }) => {
      await open(page, `${(await offerToSell(kesher, reader)).url}?step=details`);
      await fillDetails(page, newCompany(reader));
      await page.locator('[name^="quantities."]').first().fill('100000');
      return press(page, 'button[type=submit]');
    },
  },
  {
    state: 'purchase-code',
    status: 200,
    reach: async ({ kesher, page, reader }) =>
      open(page, await askForCode(kesher, await offerToSell(kesher, reader), newCompany(reader))),
  },
  {
    state: 'purchase-receipt',
    status: 200,
    reach: async ({ kesher, page, reader }) =>
      open(page, await accept(kesher, await offerToSell(kesher, reader), newCompany(reader))),
  },
  {
    state: 'delegation-offer',
    status: 200,
    reach: async ({ kesher, page, reader }) => open(page, (await askToDelegate(kesher, reader)).url),
  },
  {
    state: 'delegation-details-with-errors',
    status: 422,
    reach: async ({ kesher, page, reader }) => {
      await open(page, `${(await askToDelegate(kesher, reader, { delegationDays: undefined })).url}?step=details`);
      return press(page, 'button[type=submit]');
    },
  },
  {
    state: 'delegation-code',
    status: 200,
    reach: async ({ kesher, page, reader }) =>
      open(page, await askForCode(kesher, await askToDelegate(kesher, reader), newCompany(reader))),
  },
  {
    state: 'delegation-receipt',
    status: 200,
    reach: async ({ kesher, page, reader }) =>
      open(page, await accept(kesher, await askToDelegate(kesher, reader), newCompany(reader))),
  },
  {
    state: 'access-open-with-an-end',
    status: 200,
    reach: async (scene) => {
      const { kesher, reader } = scene;
      return inAccessPage({ ...scene, invitation: await askToDelegate(kesher, reader) });
    },
  },
  {
    state: 'codes-asked-for-too-often',
    status: 429,
    reach: async ({ kesher, page, reader, invitation }) => {
      const details = newCompany(reader);
      for (let asked = 0; asked < 5; asked += 1) await askForCode(kesher, invitation, details);
      await open(page, `${invitation.url}?step=details`);
      await fillDetails(page, details);
      return press(page, 'button[type=submit]');
    },
  },
  {
    state: 'code',
    status: 200,
    reach: async (scene) => open(scene.page, (await askedForCode(scene)).address),
  },
  {
    state: 'code-wrong',
    status: 422,
    reach: async (scene) => enterCode(scene.page, wrongCode((await atCodePage(scene)).code)),
  },
  {
    state: 'code-not-six-digits',
    status: 422,
    reach: async (scene) => {
      await atCodePage(scene);
      return enterCode(scene.page, '12');
    },
  },
  {
    state: 'code-tried-too-often',
    status: 429,
    reach: async (scene) => {
      const { code } = await atCodePage(scene);
      for (let tried = 0; tried < 5; tried += 1) await enterCode(scene.page, wrongCode(code));
      return enterCode(scene.page, code);
    },
  },
  {
    state: 'code-expired',
    status: 410,
    reach: async (scene) => {
      const { code } = await atCodePage(scene);
      await scene.kesher.advance('PT11M');
      return enterCode(scene.page, code);
    },
  },
  {
    state: 'code-resent',
    status: 200,
    reach: async (scene) => {
      await atCodePage(scene);
      await scene.kesher.advance('PT61S');
      await askToSend(scene.page, resend);
      return open(scene.page, scene.page.url());
    },
  },
  {
    state: 'code-resent-too-soon',
    status: 429,
    reach: async (scene) => {
      await atCodePage(scene);
      return askToSend(scene.page, resend);
    },
  },
  {
    state: 'receipt',
    status: 200,
    reach: async ({ kesher, page, reader, invitation }) =>
      open(page, await accept(kesher, invitation, newCompany(reader))),
  },
  {
    state: 'trial-already-used',
    status: 409,
    reach: async (scene) => {
      const { kesher, page, reader, invitation } = scene;
      const details = newCompany(reader);
      await accept(kesher, invitation, details);
      const before = await mailedCode(kesher, details);
      await open(page, await askForCode(kesher, invitation, details));
      return enterCode(page, await mailedCode(kesher, details, before));
    },
  },
  {
    state: 'access-closed',
    status: 200,
    reach: async (scene) => open(scene.page, await accessPageOf(scene)),
  },
  {
    state: 'code-resend-without-an-answer',
    status: 422,
    reach: async (scene) => {
      await atCodePage(scene);
      return press(scene.page, `${resend} button`);
    },
  },
  {
    state: 'access-closed-without-an-answer',
    status: 422,
    reach: async (scene) => {
      await open(scene.page, await accessPageOf(scene));
      return press(scene.page, 'form[action*="/codes"] button');
    },
  },
  {
    state: 'access-code-wrong',
    status: 422,
    reach: async (scene) => {
      await open(scene.page, await accessPageOf(scene));
      await askToSend(scene.page, 'form[action*="/codes"]');
      return enterAccessCode(scene.page, '000000');
    },
  },
  { state: 'access-open', status: 200, reach: inAccessPage },
  {
    state: 'access-not-set-up',
    status: 200,
    reach: async (scene) => {
      const { kesher, page, reader } = scene;
      const details = newCompany(reader);
      await inAccessPage(scene, details);
      await reportSetUp(kesher, reader.persona, details, {
        state: 'failed',
        reason: `${reader.name}: contoso.onmicrosoft.com?`,
      });
      return open(page, page.url());
    },
  },
  {
    state: 'receipt-ready',
    status: 200,
    reach: async ({ kesher, page, reader, invitation }) => {
      const details = newCompany(reader);
      const receipt = await accept(kesher, invitation, details);
      await reportSetUp(kesher, reader.persona, details, {
        state: 'done',
        reference: '0f5b1c2e-7d64-4d0a-9a44-2a6f7c1f9e10',
      });
      return open(page, receipt);
    },
  },
  {
    state: 'access-delegation-ending',
    status: 200,
    reach: async (scene) => {
      await inAccessPage(scene);
      return press(scene.page, 'a[href*="step=delegation-end"]');
    },
  },
  {
    state: 'access-partner-of-record-ended',
    status: 200,
    reach: async (scene) => {
      await inAccessPage(scene);
      await press(scene.page, 'a[href*="step=partner-of-record-end"]');
      await press(scene.page, 'form button');
      return open(scene.page, scene.page.url());
    },
  },
  {
    state: 'claim',
    status: 200,
    reach: async (scene) => {
      await open(scene.page, (await askedForCode(scene)).address);
      return press(scene.page, 'a[href*="step=administrator-claim"]');
    },
  },
  {
    state: 'claim-unsure',
    status: 422,
    reach: async (scene) => {
      await open(scene.page, (await askedForCode(scene)).address);
      await press(scene.page, 'a[href*="step=administrator-claim"]');
      return press(scene.page, 'form[action$="/administrator-claims"] button');
    },
  },
  {
    state: 'claim-code-wrong',
    status: 422,
    reach: async (scene) => {
      await askForProof(scene);
      return enterCode(scene.page, '000000');
    },
  },
  {
    state: 'claimed',
    status: 200,
    reach: async (scene) => {
      const details = await askForProof(scene);
      await enterCode(scene.page, (await scene.kesher.mail(details.contact.email, 'claimCode')).code ?? '');
      return open(scene.page, scene.page.url());
    },
  },
  {
    state: 'access-open-with-claim',
    status: 200,
    reach: async (scene) => {
      const { kesher, page, reader } = scene;
      const details = newCompany(reader);
      const access = await accessPageOf(scene, details);
      const email = `next@${details.primaryDomain}`;
      await askForProof(scene, { ...details, contact: { ...details.contact, email } });
      await enterCode(page, (await kesher.mail(email, 'claimCode')).code ?? '');
      return openAccess(scene, access, details);
    },
  },
  {
    state: 'access-administrator-with-errors',
    status: 422,
    reach: async (scene) => {
      await inAccessPage(scene);
      await press(scene.page, 'a[href*="step=administrator"]');
      await scene.page.fill('[name=email]', 'no address');
      return press(scene.page, 'form[action*="/administrator-changes"] button');
    },
  },
  {
    state: 'access-administrator-codes-wrong',
    status: 422,
    reach: async (scene) => {
      await nameAdministrator(scene);
      return enterBothCodes(scene.page, '000000', '000000');
    },
  },
  {
    state: 'access-administrator-changed',
    status: 200,
    reach: async (scene) => {
      const { before, next } = await nameAdministrator(scene);
      const [current, other] = await Promise.all(
        [before, next].map((address) => scene.kesher.mail(address, 'administratorCode')),
      );
      return enterBothCodes(scene.page, current?.code ?? '', other?.code ?? '');
    },
  },
  {
    state: 'access-closed-meanwhile',
    status: 401,
    reach: async (scene) => {
      await inAccessPage(scene);
      await press(scene.page, 'a[href*="step=delegation-end"]');
      await scene.kesher.advance('PT31M');
      return press(scene.page, 'form button');
    },
  },
  {
    state: 'answer-that-is-not-there',
    status: 404,
    reach: ({ page, invitation }) => open(page, `${invitation.url}/redemptions/AAAAAAAAAAAAAAAAAAAAAA`),
  },
  { state: 'decline', status: 200, reach: ({ page, invitation }) => open(page, `${invitation.url}?step=refusal`) },
  {
    state: 'decline-with-errors',
    status: 422,
    reach: async ({ page, invitation }) => {
      await open(page, `${invitation.url}?step=refusal`);
      await page.fill('[name=email]', 'no address');
      return press(page, 'button[type=submit]');
    },
  },
  {
    state: 'decline-without-a-word',
    status: 422,
    reach: async ({ page, invitation }) => {
      await open(page, `${invitation.url}?step=refusal`);
      return press(page, 'button[type=submit]');
    },
  },
  {
    state: 'declined',
    status: 200,
    reach: async ({ page, invitation }) => {
      await open(page, `${invitation.url}?step=refusal`);
      await page.fill('[name=reason]', '-');
      await press(page, 'button[type=submit]');
      return open(page, page.url().replace('/refusal', '?step=declined'));
    },
  },
  {
    state: 'offer-revoked',
    status: 410,
    reach: async (scene) => open(scene.page, await changed(scene, 'revocation')),
  },
  {
    state: 'offer-replaced',
    status: 410,
    reach: async (scene) => open(scene.page, await changed(scene, 'link-rotation')),
  },
  {
    state: 'fresh-link-with-errors',
    status: 422,
    reach: async (scene) => {
      await open(scene.page, await changed(scene, 'revocation'));
      return press(scene.page, 'button[type=submit]');
    },
  },
  {
    state: 'fresh-link-asked',
    status: 410,
    reach: async (scene) => open(scene.page, `${await changed(scene, 'revocation')}?step=asked`),
  },
  {
    state: 'offer-expired',
    status: 410,
    reach: async ({ kesher, page, reader }) => {
      const { url } = await invite(kesher, reader, { validForDays: 1 });
      await kesher.advance('P2D');
      return open(page, url);
    },
  },
  {
    state: 'offer-used-up',
    status: 410,
    reach: async ({ kesher, page, reader }) => {
      const invitation = await invite(kesher, reader, { maxRedemptions: 1 });
      await accept(kesher, invitation, newCompany(reader));
      return open(page, invitation.url);
    },
  },
  {
    state: 'partner-suspended',
    status: 410,
    reach: async (scene) => open(scene.page, await linkOfSuspendedPartner(scene)),
  },
  ...helpStates,
  ...stopPageStates,
  { state: 'link-unknown', status: 404, reach: ({ kesher, page }) => open(page, `${kesher.origin}/o/forged`) },
];

/** Accepts the offer, and gives the address of the access page that the receipt leads to. */
async function accessPageOf(
  { kesher, page, reader, invitation }: Scene,
  details = newCompany(reader),
): Promise<string> {
  await open(page, await accept(kesher, invitation, details));
  return new URL((await page.getAttribute('a[href^="/access/"]', 'href')) ?? '', kesher.origin).href;
}

/** Opens the access page with the code that was mailed for it. */
async function inAccessPage(scene: Scene, details = newCompany(scene.reader)): Promise<number | undefined> {
  return openAccess(scene, await accessPageOf(scene, details), details);
}

async function openAccess({ kesher, page }: Scene, address: string, details: Details): Promise<number | undefined> {
  await open(page, address);
  await askToSend(page, 'form[action*="/codes"]');
  const { code } = await kesher.mail(details.contact.email, 'accessCode');
  await enterAccessCode(page, code ?? '');
  return open(page, page.url());
}

/** The partner says what came of setting up what the company has. */
async function reportSetUp(
  kesher: RunningKesher,
  as: string,
  { primaryDomain }: Pick<Details, 'primaryDomain'>,
  report: object,
): Promise<void> {
  const Tasks = z.object({ items: z.tuple([z.object({ id: z.string(), etag: z.string() })]) });
  const found = await kesher.call(Tasks, `/api/provisioning-tasks?customerId=domain:${primaryDomain}`, { as });
  const [{ id, etag }] = found.items;
  await kesher.call(z.object({ state: z.string() }), `/api/provisioning-tasks/${id}`, {
    method: 'PATCH',
    as,
    body: report,
    headers: { 'if-match': etag },
  });
}

/** Says of an answer that the administrator's mailbox is lost. */
async function askForProof(scene: Scene, details = newCompany(scene.reader)): Promise<Details> {
  const { kesher, page, invitation } = scene;
  await open(page, await askForCode(kesher, invitation, details));
  await press(page, 'a[href*="step=administrator-claim"]');
  await askToSend(page, 'form[action$="/administrator-claims"]');
  await open(page, page.url());
  return details;
}

/** Names somebody else as the administrator on record. */
async function nameAdministrator(scene: Scene): Promise<{ readonly before: string; readonly next: string }> {
  const { page, reader } = scene;
  const details = newCompany(reader);
  await inAccessPage(scene, details);
  await press(page, 'a[href*="step=administrator"]');
  const next = `next@${details.primaryDomain}`;
  await page.fill('[name=name]', details.contact.name);
  await page.fill('[name=email]', next);
  await press(page, 'form[action*="/administrator-changes"] button');
  await open(page, page.url());
  return { before: details.contact.email, next };
}

async function enterBothCodes(page: Page, current: string, next: string): Promise<number> {
  await page.fill('[name=currentCode]', current);
  await page.fill('[name=newCode]', next);
  return press(page, 'form[action*="/confirmation"] button');
}

async function enterAccessCode(page: Page, code: string): Promise<number> {
  await page.fill('[name=confirmationCode]', code);
  return press(page, 'form[action*="/session"] button');
}

const resend = 'form[action$="/code-resends"]';

async function askedForCode({ kesher, reader, invitation }: Scene): Promise<{ details: Details; address: string }> {
  const details = newCompany(reader);
  return { details, address: await askForCode(kesher, invitation, details) };
}

async function atCodePage(scene: Scene): Promise<{ readonly code: string }> {
  const { details, address } = await askedForCode(scene);
  const code = await mailedCode(scene.kesher, details);
  await open(scene.page, address);
  return { code };
}

async function linkOfSuspendedPartner({ kesher, reader }: Scene): Promise<string> {
  const tenantId = randomUUID();
  const userId = randomUUID();
  const path = `/api/partners/${tenantId}`;
  const person = { userId, name: reader.name, email: 'owner@adventure.example' };
  const partner = {
    name: 'Adventure Works Cycles',
    cloud: reader.country === 'CN' ? 'china' : 'global',
    authorizations: ['subscriptionAdvisor', 'delegatedAdministration'],
    globalAdministrator: person,
  };
  const created = await kesher.ask(path, { method: 'PUT', as: 'operator', body: partner });
  const Token = z.object({ accessToken: z.string() });
  const { accessToken } = await kesher.call(Token, '/local/tokens', {
    body: { tid: tenantId, oid: userId, name: reader.name },
  });
  const { url } = await invite(kesher, reader, { token: accessToken });
  await kesher.call(z.object({ status: z.literal('suspended') }), path, {
    method: 'PUT',
    as: 'operator',
    body: { ...partner, status: 'suspended' },
    headers: { 'if-match': created.headers.get('etag') ?? '' },
  });
  return url;
}

/** The link of an invitation that its partner has revoked, or given another link. */
async function changed({ kesher, reader }: Scene, how: 'revocation' | 'link-rotation'): Promise<string> {
  const { id, url } = await invite(kesher, reader);
  await kesher.call(z.object({ id: z.literal(id) }), `/api/offers/${id}/${how}`, {
    method: 'POST',
    as: reader.persona,
    headers: { 'if-match': '"1"' },
  });
  return url;
}
