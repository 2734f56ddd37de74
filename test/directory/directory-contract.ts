/** What every directory promises to operations. Each rule runs on each directory, over the same people. */
import { directoryRoles } from '../../shared/catalogue/directory-roles';
import { heldRole, type DirectoryUser } from '../../shared/domain/directory/directory-user';
import type { Directory, Tenant } from '../../shared/ports';

/** A directory that holds these people for one customer. It may hold others of its own. */
export interface OpenDirectory {
  readonly directory: Directory;
  readonly tenant: Tenant;
  /** A customer without delegated administration, or one that is not there. */
  readonly elsewhere: Tenant;
  /** Takes somebody out of the directory. */
  readonly remove: (userId: string) => Promise<void>;
  /** Whether somebody must change a temporary password at the next sign-in. */
  readonly mustChange: (userId: string) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

const roles = {
  global: heldRole(directoryRoles.globalAdministrator.templateId),
  password: heldRole(directoryRoles.passwordAdministrator.templateId),
  billing: heldRole(directoryRoles.billingAdministrator.templateId),
};
const exchange = {
  skuId: '4b9405b0-7788-4568-add1-99614e613b69',
  skuPartNumber: 'EXCHANGESTANDARD',
};

const somebody = {
  alternateAddresses: [],
  enabled: true,
  passwordIn: 'directory',
  roles: [],
  licences: [],
} as const satisfies Partial<DirectoryUser>;

const idOf = (number: number): string => `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`;

/** The people that a directory is opened with. */
export const people = {
  avital: {
    ...somebody,
    userId: idOf(1),
    name: 'Avital Shani',
    email: 'avital@contoso.example',
    alternateAddresses: ['avital.shani@elsewhere.example'],
    roles: [roles.global],
    licences: [exchange],
  },
  boaz: { ...somebody, userId: idOf(2), name: 'Boaz Raz', email: 'boaz@contoso.example', roles: [roles.password] },
  carmel: {
    ...somebody,
    userId: idOf(3),
    name: 'Carmel Gold',
    email: 'carmel@contoso.example',
    roles: [roles.billing],
    licences: [exchange],
  },
  former: {
    ...somebody,
    userId: idOf(4),
    name: 'Dror Paz',
    email: 'dror@contoso.example',
    enabled: false,
    roles: [roles.global],
  },
  synchronised: {
    ...somebody,
    userId: idOf(5),
    name: 'Efrat Lavi',
    email: 'efrat@contoso.example',
    passwordIn: 'onPremises',
  },
  guarded: {
    ...somebody,
    userId: idOf(7),
    name: 'Gali Tal',
    email: 'gali@contoso.example',
    alternateAddresses: ['gali@contoso.example', 'gali.tal@elsewhere.example'],
  },
  hebrew: { ...somebody, userId: idOf(6), name: 'שרה לוין', email: 'sara@contoso.example', licences: [exchange] },
} as const satisfies Readonly<Record<string, DirectoryUser>>;

const everybody: readonly DirectoryUser[] = Object.values(people);
const password = 'Bakem-Rutaf-Sanud-4739';
const operationId = 'a3c1f4a0-5f0e-4a43-9c8e-6d5c1a2b3c4d';

/** Runs the rules; `openDirectory` is given whom it holds. */
export function directoryContract(
  name: string,
  openDirectory: (people: readonly DirectoryUser[]) => Promise<OpenDirectory>,
): void {
  describe(`the directory contract on ${name}`, () => {
    let open: OpenDirectory;
    beforeEach(async () => {
      open = await openDirectory(everybody);
    });
    afterEach(() => open.close());

    const set = (userId: string, wanted: string = password, tenant: Tenant = open.tenant) =>
      open.directory.setTemporaryPassword(tenant, { userId, password: wanted, operationId });

    it('lists everybody once, whatever the size of its pages', async () => {
      for (const limit of [1, 2, 100]) {
        const listed = await allUsers(open, { limit });
        expect(onlyTheirs(listed)).toEqual(everybody.map(({ userId }) => userId).sort());
      }
    });

    it('gives no more than were asked for at a time', async () => {
      const page = await open.directory.listUsers(open.tenant, { limit: 2 });
      expect(page).toMatchObject({ kind: 'found' });
      expect(page.kind === 'found' ? page.users.length : 3).toBeLessThanOrEqual(2);
    });

    it('tells the same of everybody in the list and alone', async () => {
      const listed = await allUsers(open, { limit: 100 });
      for (const user of everybody) {
        expect(listed.find(({ userId }) => userId === user.userId)).toEqual(user);
        await expect(open.directory.readUser(open.tenant, user.userId)).resolves.toEqual({ kind: 'found', user });
      }
    });

    it.each([
      ['Avital', 'a name', people.avital.userId],
      ['boaz@contoso.example', 'an address', people.boaz.userId],
      ['שרה', 'a name in Hebrew', people.hebrew.userId],
    ])('finds who is looked for by %s, which is %s', async (q, _what, userId) => {
      const found = onlyTheirs(await allUsers(open, { q, limit: 100 }));
      expect(found).toEqual([userId]);
    });

    it('finds nobody by what nobody is called', async () => {
      expect(await allUsers(open, { q: 'Zebulun', limit: 100 })).toEqual([]);
    });

    it.each(["' or 1 eq 1 --", '"', '\\', '%2F..%2F', '$filter=', 'a'.repeat(100), '(((', '\u202edlog'])(
      'takes %j for nothing but text that is looked for',
      async (q) => {
        await expect(open.directory.listUsers(open.tenant, { q, limit: 10 })).resolves.toMatchObject({ kind: 'found' });
      },
    );

    it('does not know who was never there', async () => {
      const gone = { kind: 'refused', reason: 'userGone' };
      for (const userId of [idOf(99), 'nobody', '../users', "x' or '1'='1", '', ' ', 'me', 'a?b=c', '%00']) {
        await expect(open.directory.readUser(open.tenant, userId)).resolves.toEqual(gone);
        await expect(set(userId)).resolves.toEqual(gone);
      }
    });

    it('tells nothing of another customer, and does nothing there', async () => {
      const { userId } = people.avital;
      await expect(open.directory.listUsers(open.elsewhere, { limit: 10 })).resolves.toMatchObject({ kind: 'refused' });
      await expect(open.directory.readUser(open.elsewhere, userId)).resolves.toMatchObject({ kind: 'refused' });
      await expect(open.directory.administrators(open.elsewhere)).resolves.toMatchObject({ kind: 'refused' });
      await expect(set(userId, password, open.elsewhere)).resolves.toMatchObject({ kind: 'refused' });
      await expect(open.mustChange(userId)).resolves.toBe(false);
    });

    it('names the global administrators who can sign in', async () => {
      const found = await open.directory.administrators(open.tenant);
      expect(found.kind === 'found' ? onlyTheirs(found.users) : found).toEqual([people.avital.userId]);
    });

    it.each([people.avital, people.boaz, people.carmel, people.former])(
      'sets a password that $name must change',
      async ({ userId }) => {
        await expect(open.mustChange(userId)).resolves.toBe(false);
        await expect(set(userId)).resolves.toEqual({ kind: 'done' });
        await expect(open.mustChange(userId)).resolves.toBe(true);
      },
    );

    it('never tells a password that it was given', async () => {
      await set(people.avital.userId);
      const read = await open.directory.readUser(open.tenant, people.avital.userId);
      expect(read).toEqual({ kind: 'found', user: people.avital });
      expect(JSON.stringify(await allUsers(open, { limit: 100 }))).not.toContain(password);
    });

    it('leaves passwords alone that are decided elsewhere', async () => {
      const { userId } = people.synchronised;
      await expect(set(userId)).resolves.toEqual({ kind: 'refused', reason: 'passwordElsewhere' });
      await expect(open.mustChange(userId)).resolves.toBe(false);
    });

    it.each(['short1A', 'onlysmallletters', 'Avital-4739-Sanud'])('does not take the password %s', async (wanted) => {
      const { userId } = people.avital;
      await expect(set(userId, wanted)).resolves.toEqual({ kind: 'refused', reason: 'passwordRefused' });
      await expect(open.mustChange(userId)).resolves.toBe(false);
    });

    it('knows somebody no more who was taken out', async () => {
      const { userId } = people.boaz;
      await open.remove(userId);
      await expect(set(userId)).resolves.toEqual({ kind: 'refused', reason: 'userGone' });
      await expect(open.directory.readUser(open.tenant, userId)).resolves.toEqual({
        kind: 'refused',
        reason: 'userGone',
      });
      expect(onlyTheirs(await allUsers(open, { limit: 100 }))).not.toContain(userId);
    });
  });
}

/** Everybody, page by page. */
async function allUsers(
  { directory, tenant }: OpenDirectory,
  query: { readonly q?: string; readonly limit: number },
): Promise<readonly DirectoryUser[]> {
  const users: DirectoryUser[] = [];
  let after: string | undefined;
  do {
    const page = await directory.listUsers(tenant, { ...query, after });
    if (page.kind === 'refused') throw new Error(`The directory refused: ${page.reason}`);
    users.push(...page.users);
    after = page.next;
  } while (after !== undefined);
  return users;
}

function onlyTheirs(users: readonly DirectoryUser[]): readonly string[] {
  const ids: ReadonlySet<string> = new Set(everybody.map(({ userId }) => userId));
  return users
    .map(({ userId }) => userId)
    .filter((id) => ids.has(id))
    .sort();
}
