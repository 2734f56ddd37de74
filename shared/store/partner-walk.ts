/** Meets what all partners have: one partner after the other, some pages at a time. */
import { PartnerEntry } from '../domain/partners/partner-entry';
import { newWalk, PartnerWalk, walkRef, type WalkName } from '../domain/partners/partner-walk';
import { systemPartition } from '../domain/system';
import type { Ports, Store } from '../ports';
import { saved } from './saving';

/** What became of one page: how much was met, and where the next one begins; `changed` when somebody changed some of it meanwhile, and it is to be met again. */
export interface WalkedPage {
  readonly met: number;
  readonly next?: string | undefined;
  readonly changed?: true;
}

/** Goes on with the walk from where the last run left it; gives how much was met. */
export async function walkPartners(
  { partners, clock }: Pick<Ports, 'partners' | 'clock'>,
  details: {
    readonly name: WalkName;
    readonly pagesTogether: number;
    /** Meets one page of what a partner has, after that place. */
    readonly meet: (partition: string, after: string | undefined, now: Date) => Promise<WalkedPage>;
  },
): Promise<number> {
  const { name, pagesTogether, meet } = details;
  const stored = await partners.read(PartnerWalk, walkRef(name));
  let walk = stored?.document ?? newWalk(name);
  if (walk.isDone) return 0;
  let met = 0;
  for (let page = 0; page < pagesTogether && !walk.isDone; page += 1) {
    const { partnersUpTo, upTo, ...rest } = walk;
    const entry = await partnerAfter(partners, partnersUpTo);
    if (!entry) {
      walk = { ...walk, isDone: true, doneAt: clock.now().toISOString() };
      break;
    }
    const walked = await meet(entry.tenantId, upTo, clock.now());
    met += walked.met;
    if (walked.changed) break;
    const further = walked.next === undefined ? { partnersUpTo: entry.sortKey } : { partnersUpTo, upTo: walked.next };
    walk = { ...rest, ...further };
  }
  // Another run that was faster has done the same.
  await partners.write(systemPartition, [saved(walk, stored)]);
  return met;
}

async function partnerAfter(partners: Store, after: string | undefined): Promise<PartnerEntry | undefined> {
  const query = { partition: systemPartition, type: 'partner-entry', order: 'oldest', limit: 1, after } as const;
  return (await partners.list(PartnerEntry, query)).items[0]?.document;
}
