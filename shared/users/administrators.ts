/** The partner's global administrators as they are read and written. */
import { Administrators, administratorsKey, administratorsOf } from '../domain/partners/administrators';
import { User } from '../domain/partners/user';
import type { Ports, Stored } from '../ports';
import { wholeList } from '../store/whole-list';

/** What was read: without a version where it was not written down yet. */
interface ReadAdministrators {
  readonly administrators: Administrators;
  readonly stored: Stored<Administrators> | undefined;
}

/** Who they are; of a partner from before they were written down its users say so. */
export async function readAdministrators(
  { partners }: Pick<Ports, 'partners'>,
  partition: string,
): Promise<ReadAdministrators> {
  const stored = await partners.read(Administrators, { partition, id: administratorsKey });
  if (stored) return { administrators: stored.document, stored };
  const users = await wholeList(partners, User, { partition, type: 'user' });
  return { administrators: administratorsOf(partition, users), stored };
}
