/** The directory of a deployment that asks nobody else: the people of customers as documents beside their customer, who begins it with its administrator. */
import { createHmac } from 'node:crypto';
import {
  administratorOnRecord,
  DirectoryRecord,
  directoryRecord,
  directoryRecordKey,
  directorySearchText,
  listOfDirectory,
} from '../domain/customers/directory-record';
import { Customer } from '../domain/customers/customer';
import { isGlobalAdministrator, type DirectoryUser } from '../domain/directory/directory-user';
import { meetsPasswordRules } from '../domain/directory/temporary-password';
import { sameMailbox } from '../domain/mailbox';
import { Partner, partnerKey } from '../domain/partners/partner';
import { foldForSearch } from '../domain/text';
import {
  isUnavailable,
  ServiceUnavailable,
  type Directory,
  type DirectoryRefusal,
  type Filter,
  type Ports,
  type Tenant,
  type Write,
} from '../ports';
import { uuidOf } from '../signing/derived-id';
import { saved } from '../store/saving';
import { wholeList } from '../store/whole-list';

type Kept = Pick<Ports, 'partners' | 'clock'>;

/** Where the stored people begin, after whoever was not stored. */
const fromTheFirst = 'stored';
/** Others who set the same password at the same moment make it begin again. */
const attempts = 8;

const userGone = { kind: 'refused', reason: 'userGone' } as const satisfies DirectoryRefusal;
const relationshipGone = { kind: 'refused', reason: 'relationshipGone' } as const satisfies DirectoryRefusal;

/** The people of customers, kept in the partition of their partner. */
export function embeddedDirectory({ partners, clock }: Kept): Directory {
  const readRecord = (tenant: Tenant, userId: string) =>
    partners.read(DirectoryRecord, {
      partition: tenant.partnerId,
      id: directoryRecordKey(tenant.customerId, userId),
    });

  /** Whoever is on record, where nothing has been written of them yet. */
  const unwritten = async (tenant: Tenant): Promise<DirectoryUser | 'written' | undefined> => {
    const { partnerId: partition, customerId: id } = tenant;
    const [partner, customer] = await Promise.all([
      partners.read(Partner, { partition, id: partnerKey }),
      partners.read(Customer, { partition, id }),
    ]);
    if (!partner || !customer) return undefined;
    const userId = userIdOf(partner.document, id, customer.document.contact.email);
    return (await readRecord(tenant, userId)) ? 'written' : administratorOnRecord(customer.document, userId);
  };

  const find = async (tenant: Tenant, userId: string) => {
    if (!/^[\w-]{1,64}$/u.test(userId)) return undefined;
    const record = await readRecord(tenant, userId);
    if (record) return { record, user: record.document.user };
    const first = await unwritten(tenant);
    return typeof first === 'object' && first.userId === userId ? { record: undefined, user: first } : undefined;
  };

  const write = async ({ partnerId }: Tenant, change: Write) => {
    try {
      return (await partners.write(partnerId, [change])).ok ? 'done' : 'refused';
    } catch (error) {
      // An engine that does not answer may have written it.
      if (isUnavailable(error)) return 'unknown';
      throw error;
    }
  };

  return {
    async listUsers(tenant, { q = '', limit, after }) {
      const text = foldForSearch(q);
      const first = after === undefined ? await unwritten(tenant) : 'written';
      if (first === undefined) return relationshipGone;
      const ahead = typeof first === 'object' && directorySearchText(first).includes(text) ? [first] : [];
      if (ahead.length === limit) return { kind: 'found', users: ahead, next: fromTheFirst };
      const where: readonly Filter[] = text === '' ? [] : [{ field: 'searchText', contains: text }];
      const { items, next } = await partners.list(DirectoryRecord, {
        ...listOfDirectory(tenant.partnerId, tenant.customerId),
        where,
        limit: limit - ahead.length,
        after: after === fromTheFirst ? undefined : after,
      });
      const users = [...ahead, ...items.map(({ document }) => document.user)];
      return { kind: 'found', users, ...(next === undefined ? {} : { next }) };
    },

    async readUser(tenant, userId) {
      const found = await find(tenant, userId);
      return found ? { kind: 'found', user: found.user } : userGone;
    },

    async administrators(tenant) {
      const [first, records] = await Promise.all([
        unwritten(tenant),
        wholeList(partners, DirectoryRecord, listOfDirectory(tenant.partnerId, tenant.customerId)),
      ]);
      if (first === undefined) return relationshipGone;
      const everybody = [...(typeof first === 'object' ? [first] : []), ...records.map(({ user }) => user)];
      return { kind: 'found', users: everybody.filter((user) => user.enabled && isGlobalAdministrator(user)) };
    },

    async setTemporaryPassword(tenant, { userId, password, operationId }) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const found = await find(tenant, userId);
        if (!found) return userGone;
        const { record, user } = found;
        if (user.passwordIn !== 'directory') return { kind: 'refused', reason: 'passwordElsewhere' };
        if (!meetsPasswordRules(password, user)) return { kind: 'refused', reason: 'passwordRefused' };
        const before = record?.document ?? directoryRecord(tenant.partnerId, tenant.customerId, user);
        const temporaryPassword = { setAt: clock.now().toISOString(), operationId };
        const written = await write(tenant, saved({ ...before, temporaryPassword }, record));
        if (written !== 'refused') return { kind: written };
      }
      throw new ServiceUnavailable('Somebody else changes this user.', 1);
    },
  };
}

/** The id of whoever is on record with this mailbox, in the form that directories give ids; without the partner's salt nobody can tell whose it is. */
function userIdOf(partner: Partner, customerId: string, address: string): string {
  const from = ['directory-user', customerId, sameMailbox(address)].join('\0');
  return uuidOf(createHmac('sha256', partner.idSalt).update(from).digest('hex').slice(0, 32));
}
