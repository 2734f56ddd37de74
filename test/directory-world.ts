/** What tests of customers' people and of their passwords say often. */
import { DirectoryRecord, directoryRecord, directoryRecordKey } from '../shared/domain/customers/directory-record';
import type { DirectoryUser } from '../shared/domain/directory/directory-user';
import type { TokenIdentity } from '../shared/ports';
import { people } from './directory/directory-contract';
import { contoso, noa, tenants, type Answer, type Call, type World } from './world';

export const contosoId = 'domain:contoso.example';

/** Puts people into Contoso's directory beside its administrator on record. */
export async function addPeople(world: World, ...added: readonly DirectoryUser[]): Promise<void> {
  const all = added.length === 0 ? Object.values(people) : added;
  const written = await world.store.write(
    tenants.northwind,
    all.map((user) => ({ kind: 'create', document: directoryRecord(tenants.northwind, contosoId, user) })),
  );
  if (!written.ok) throw new Error('They are there already.');
}

/** Changes somebody in Contoso's directory, or takes them out. */
export async function changePerson(
  world: World,
  userId: string,
  change: Partial<DirectoryUser> | 'removed',
): Promise<void> {
  const ref = { partition: tenants.northwind, id: directoryRecordKey(contosoId, userId) };
  const stored = await world.store.read(DirectoryRecord, ref);
  if (!stored) throw new Error('There is nobody like that.');
  const { document, etag } = stored;
  const { partnerId, customerId, user } = document;
  const written = await world.store.write(tenants.northwind, [
    change === 'removed'
      ? { kind: 'delete', id: ref.id, etag }
      : { kind: 'replace', document: directoryRecord(partnerId, customerId, { ...user, ...change }), etag },
  ]);
  if (!written.ok) throw new Error('Somebody else was faster.');
}

/** When somebody's password was last set to a temporary one. */
export async function passwordSetAt(world: World, userId: string): Promise<string | undefined> {
  const ref = { partition: tenants.northwind, id: directoryRecordKey(contosoId, userId) };
  return (await world.store.read(DirectoryRecord, ref))?.document.temporaryPassword?.setAt;
}

/** Contoso delegates its administration to Northwind. */
export async function delegate(world: World): Promise<void> {
  const { code } = await world.askToDelegate();
  const redemptionId = await world.authorize(code);
  const confirmed = await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
  if (confirmed.status !== 200) throw new Error(`Nothing was delegated: ${confirmed.text}`);
}

/** Asks for a password to be reset. */
export function reset(
  world: World,
  userId: string,
  { as = noa, body = {}, ...more }: Partial<Call> & { readonly as?: TokenIdentity } = {},
): Promise<Answer> {
  return world.call('resetPassword', { as, params: { customerId: contosoId, userId }, body, ...more });
}

/** The token of the link that a reset was answered with. */
export function tokenOf({ json }: Answer): string {
  return String(json.revealUrl).split('/reveal/')[1] ?? '';
}

const html = { accept: 'text/html' };

/** Opens the link as a browser does. */
export function open(world: World, token: string, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return world.call('openReveal', { params: { token }, query, headers: html });
}

/** Sends the form of its page. */
export function reveal(
  world: World,
  token: string,
  form: Readonly<Record<string, string>> = { sure: 'true' },
): Promise<Answer> {
  return world.call('revealPassword', { params: { token }, form, headers: html });
}

/** The password that a page shows. */
export function passwordIn({ text }: Answer): string | undefined {
  return /<code class="secret[^>]*>([^<]+)<\/code>/u.exec(text)?.[1];
}
