/** What tests of service requests say often: raising one, and how its desk gets to it. */
import { startDeskSession } from '../shared/desk/desk-session';
import type { TokenIdentity } from '../shared/ports';
import { cookieOf } from './access-world';
import { customerId } from './delegation-world';
import { noa, tenants, type Answer, type Call, type World } from './world';

export const noMail = { title: 'No mail', description: 'Nobody gets mail since nine.', severity: 'critical' } as const;

/** Where Northwind's requests are mailed unless its profile says otherwise. */
export const deskOfNorthwind = 'hello@northwind.example';

/** Raises a request for Contoso, and gives its id. */
export async function raised(
  world: World,
  body: Readonly<Record<string, unknown>> = {},
  as: TokenIdentity = noa,
): Promise<string> {
  const made = await raise(world, { as, body: { ...noMail, ...body } });
  if (made.status !== 201) throw new Error(`Nothing was raised: ${made.text}`);
  return String(made.json.id);
}

/** The same call, whatever comes of it. */
export function raise(world: World, more: Partial<Call> = {}): Promise<Answer> {
  return world.call('createServiceRequest', { as: noa, params: { customerId }, body: noMail, ...more });
}

/** The request as the partner reads it. */
export async function requestRead(world: World, requestId: string): Promise<Record<string, unknown>> {
  return (await world.call('getServiceRequest', { as: noa, params: { requestId } })).json;
}

/** Changes it under the revision that is there now. */
export async function change(world: World, requestId: string, body: unknown, more: Partial<Call> = {}) {
  const read = await world.call('getServiceRequest', { as: noa, params: { requestId } });
  const headers = { 'if-match': read.headers.get('etag') ?? '' };
  return world.call('updateServiceRequest', { as: noa, params: { requestId }, headers, body, ...more });
}

/** Adds a note. */
export function note(world: World, requestId: string, body: unknown, more: Partial<Call> = {}): Promise<Answer> {
  return world.call('addServiceNote', { as: noa, params: { requestId }, body, ...more });
}

/** The token of its link, and a session as if its desk had entered the code: nothing is mailed and nothing written. */
export function deskOf(
  world: World,
  requestNumber: string,
  address = deskOfNorthwind,
  partnerId: string = tenants.northwind,
) {
  const named = { partnerId, requestNumber };
  const token = world.ports.requests.issue(named);
  const now = new Date(world.now);
  const { cookie } = startDeskSession(world.ports, { token, mailbox: { named, address }, now });
  return { requestToken: token, deskSession: `${cookie.name}=${cookie.value}` };
}

/** Opens it with the code that is mailed to the desk. */
export async function openAsDesk(world: World, token: string, address = deskOfNorthwind): Promise<string> {
  const asked = await world.call('askForDeskCode', { params: { token }, body: {} });
  if (asked.status !== 202) throw new Error(`No code was to be had: ${asked.text}`);
  const confirmationCode = await world.mailedCode(address);
  const opened = await world.call('enterDeskCode', { params: { token }, body: { confirmationCode } });
  if (opened.status !== 200) throw new Error(`The request did not open: ${opened.text}`);
  return cookieOf(opened);
}

/** Answers by the link. */
export function answer(world: World, token: string, body: unknown, more: Partial<Call> = {}): Promise<Answer> {
  return world.call('answerServiceRequest', { params: { token }, body, ...more });
}

/** The mails about requests that the mail service took, by their kind, newest last. */
export function requestMails(world: World) {
  return world.mails.filter(({ kind }) => kind.startsWith('serviceRequest'));
}

/** The notes that are stored. */
export function notesStored(world: World): Promise<readonly Record<string, unknown>[]> {
  return world.documents('service-note');
}
