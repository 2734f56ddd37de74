/** What tests of the access page say often: how a customer gets there, and in. */
import { startSession } from '../shared/access/access-session';
import { Customer } from '../shared/domain/customers/customer';
import type { Access } from '../shared/ports';
import { contoso, tenants, type Answer, type Call, type World } from './world';

/** The token of Contoso's access page at Northwind. */
export function accessToken(world: World, customerId = 'domain:contoso.example'): string {
  return world.ports.access.issue({ partnerId: tenants.northwind, customerId });
}

/** Asks for a code, as whoever holds the link can. */
export function askForCode(world: World, token: string, more: Partial<Call> = {}): Promise<Answer> {
  return world.call('askForAccessCode', { params: { token }, body: {}, ...more });
}

/** Enters a code. */
export function enterCode(world: World, token: string, confirmationCode: string): Promise<Answer> {
  return world.call('enterAccessCode', { params: { token }, body: { confirmationCode } });
}

/** The newest code of the access page that was mailed to this address. */
export async function mailedAccessCode(world: World, address: string = contoso.contact.email): Promise<string> {
  await world.deliver();
  const mail = world.mails.findLast(({ kind, to }) => kind === 'accessCode' && to.address === address);
  if (mail?.code === undefined) throw new Error(`No access code was mailed to ${address}.`);
  return mail.code;
}

/** The cookies that an answer sets, as a browser sends them back. */
export function cookieOf({ cookies }: Answer): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** Opens the access page as the administrator on record does. */
export async function openAccess(
  world: World,
  token = accessToken(world),
  address: string = contoso.contact.email,
): Promise<{ readonly token: string; readonly session: string }> {
  const asked = await askForCode(world, token);
  if (asked.status !== 202) throw new Error(`No code was to be had: ${asked.text}`);
  const opened = await enterCode(world, token, await mailedAccessCode(world, address));
  if (opened.status !== 200) throw new Error(`The page did not open: ${opened.text}`);
  return { token, session: cookieOf(opened) };
}

/** A session of Contoso's page, or of another customer's, as if the code had been entered: nothing is mailed and nothing written. */
export async function sessionOf(
  world: World,
  { partnerId, customerId }: Access = { partnerId: tenants.northwind, customerId: 'domain:contoso.example' },
): Promise<{ readonly token: string; readonly session: string }> {
  const token = world.ports.access.issue({ partnerId, customerId });
  const customer = await world.store.read(Customer, { partition: partnerId, id: customerId });
  if (!customer) throw new Error('This is no customer.');
  const now = new Date(world.now);
  const { cookie } = startSession(world.ports, { token, customer: customer.document, now });
  return { token, session: `${cookie.name}=${cookie.value}` };
}
