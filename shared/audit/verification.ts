/** Finds out whether an audit trail is what was sealed of it, and where it is not. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { auditSealKey, misfitsIn, type AuditSeal, type Misfit, type SealedEntry } from '../domain/activity/audit-seal';
import type { Partner } from '../domain/partners/partner';
import type { Filter, Ports } from '../ports';
import { isSigned, RawEntry, sealedEntry, sealHash } from '../signing/audit-hashes';
import { newestSeal, perhapsSeal } from './seals';

type VerifyPorts = Pick<Ports, 'partners' | 'secrets'>;

/** The seal that everything before was verified up to, and how far what is not sealed was counted. */
export const VerifiedPlace = z.tuple([z.int().min(0), z.string().nullable()]);
export type VerifiedPlace = z.infer<typeof VerifiedPlace>;

/** A seal as somebody kept it, outside of the database. */
interface KeptSeal {
  readonly number: number;
  readonly hash: string;
}

/** What was looked at of a period, how much of it is sealed, and the first entry that is not as it was. */
export interface Verified {
  readonly entries: number;
  readonly sealed: number;
  readonly unsealed: number;
  readonly broken?: { readonly problem: Misfit | 'seal' | 'head'; readonly id?: string };
  readonly head?: KeptSeal & Pick<AuditSeal, 'sealedAt'>;
  readonly next?: VerifiedPlace;
}

interface Asked {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly kept?: KeptSeal | undefined;
  readonly place?: VerifiedPlace | undefined;
}

/** Looks at so many seals and their entries, the oldest first, and at what is not sealed yet; `next` says where to go on. */
export async function verifyAudit(ports: VerifyPorts, partner: Partner, asked: Asked): Promise<Verified> {
  const head = await newestSeal(ports.partners, perhapsSeal, partner.partnerId);
  const verified = await new Verification(ports, partner, asked).run();
  return { ...verified, ...(head ? { head: { number: head.number, hash: head.hash, sealedAt: head.sealedAt } } : {}) };
}

class Verification {
  #sealed = 0;
  #unsealed = 0;
  readonly #partition: string;
  readonly #from: string;
  /** The first sort key beyond the period. */
  readonly #end: string | undefined;

  constructor(
    private readonly ports: VerifyPorts,
    private readonly partner: Partner,
    private readonly asked: Asked,
  ) {
    this.#partition = partner.partnerId;
    this.#from = asked.from?.toISOString() ?? '';
    this.#end = asked.to && new Date(asked.to.getTime() + 1).toISOString();
  }

  async run(): Promise<Verified> {
    const [number = 0, counted = null] = this.asked.place ?? [];
    const isKept = await this.#isKept();
    if (isKept !== true) return this.#brokenAt('head', isKept);
    const start = await this.#start(number);
    if (!start.ok) return this.#brokenAt('seal', await this.#firstAfter(undefined));
    let { prior } = start;
    if (counted !== null) return this.#count(prior, counted);
    const { sealsPerCall, sealsAtATime } = limits.audit.verification;
    for (let looked = 0; looked < sealsPerCall; looked += sealsAtATime) {
      const seals = await this.ports.partners.list(perhapsSeal, {
        partition: this.#partition,
        type: 'audit-seal',
        order: 'oldest',
        limit: sealsAtATime,
        after: prior?.sortKey,
      });
      for (const { document: seal } of seals.items) {
        if (prior && this.#isBeyond(prior.sortKey)) return this.#looked();
        if (!seal || !this.#follows(seal, prior)) return this.#brokenAt('seal', await this.#firstAfter(prior));
        const misfit = await this.#misfit(seal, prior);
        if (misfit) return this.#brokenAt(misfit.problem, misfit.id);
        prior = seal;
      }
      if (seals.next === undefined)
        return (await this.#isLast(prior))
          ? this.#count(prior, prior?.sortKey ?? '')
          : this.#brokenAt('seal', await this.#firstAfter(prior));
    }
    return this.#looked([prior?.number ?? 0, null]);
  }

  /** Whether the chain has the seal that was kept; otherwise the first entry of what took its place, if there is one. */
  async #isKept(): Promise<true | string | undefined> {
    const { kept } = this.asked;
    if (!kept) return true;
    const seal = await this.#read(kept.number);
    return seal && seal.hash === kept.hash && sealHash(seal) === kept.hash ? true : seal?.entries[0]?.id;
  }

  /** The seal before the first that holds anything of the period. */
  async #start(verifiedUpTo: number): Promise<{ readonly ok: boolean; readonly prior?: AuditSeal | undefined }> {
    let before = verifiedUpTo;
    if (before === 0) {
      const { items } = await this.ports.partners.list(perhapsSeal, {
        partition: this.#partition,
        type: 'audit-seal',
        order: 'oldest',
        where: [{ field: 'sortKey', atLeast: this.#from }],
        limit: 1,
      });
      const [first] = items;
      if (first && !first.document) return { ok: false };
      const newest = first ? undefined : await newestSeal(this.ports.partners, perhapsSeal, this.#partition);
      before = first?.document ? first.document.number - 1 : (newest?.number ?? 0);
    }
    if (before === 0) return { ok: true };
    const prior = await this.#read(before);
    return prior && isSigned(this.ports.secrets, prior) ? { ok: true, prior } : { ok: false };
  }

  /** Whether no further seal is hidden from the order of the chain; one that was made just now stands in it. */
  async #isLast(last: AuditSeal | undefined): Promise<boolean> {
    const id = auditSealKey((last?.number ?? 0) + 1);
    const hidden = await this.ports.partners.read(perhapsSeal, { partition: this.#partition, id });
    return !hidden || (hidden.document !== undefined && hidden.document.sortKey > (last?.sortKey ?? ''));
  }

  async #read(number: number): Promise<AuditSeal | undefined> {
    const seal = await this.ports.partners.read(perhapsSeal, { partition: this.#partition, id: auditSealKey(number) });
    return seal?.document;
  }

  #follows(seal: AuditSeal, prior: AuditSeal | undefined): boolean {
    return (
      seal.number === (prior?.number ?? 0) + 1 &&
      seal.previous === (prior?.hash ?? '') &&
      isSigned(this.ports.secrets, seal)
    );
  }

  /** The first entry within the period that is not as it was sealed. What is found beside them in any number does not fit wherever it stands. */
  async #misfit(seal: AuditSeal, prior: AuditSeal | undefined) {
    const found: SealedEntry[] = [];
    let after = prior?.sortKey;
    do {
      const page = await this.#entries([{ field: 'sortKey', atMost: seal.sortKey }], after);
      found.push(...page.items.map(({ document }) => sealedEntry(this.partner, document)));
      after = page.next;
    } while (after !== undefined && found.length < limits.audit.verification.entriesPerSeal);
    this.#sealed += found.filter((entry) => this.#isWithin(entry)).length;
    const misfits = misfitsIn(seal.entries, found);
    return after === undefined ? misfits.find((entry) => this.#isWithin(entry)) : misfits[0];
  }

  /** Counts what no seal holds yet. */
  async #count(prior: AuditSeal | undefined, from: string): Promise<Verified> {
    const { unsealedPerCall } = limits.audit.verification;
    let after: string | undefined = from === '' ? undefined : from;
    do {
      const within: readonly Filter[] = [
        { field: 'sortKey', atLeast: this.#from },
        ...(this.#end === undefined ? [] : [{ field: 'sortKey', below: this.#end }]),
      ];
      const page = await this.#entries(within, after);
      this.#unsealed += page.items.length;
      after = page.next;
    } while (after !== undefined && this.#unsealed < unsealedPerCall);
    return this.#looked(after === undefined ? undefined : [prior?.number ?? 0, after]);
  }

  #entries(where: readonly Filter[], after: string | undefined) {
    return this.ports.partners.list(RawEntry, {
      partition: this.#partition,
      type: 'audit',
      order: 'oldest',
      where,
      limit: limits.audit.entriesPerSeal,
      after,
    });
  }

  /** The first entry of the period that stands behind this seal. */
  async #firstAfter(prior: AuditSeal | undefined): Promise<string | undefined> {
    const { items } = await this.#entries([{ field: 'sortKey', atLeast: this.#from }], prior?.sortKey);
    return items[0] && sealedEntry(this.partner, items[0].document).id;
  }

  #isWithin({ at }: SealedEntry): boolean {
    return at >= this.#from && !this.#isBeyond(at);
  }

  #isBeyond(sortKey: string): boolean {
    return this.#end !== undefined && sortKey >= this.#end;
  }

  #brokenAt(problem: Misfit | 'seal' | 'head', id: string | undefined): Verified {
    return { ...this.#looked(), broken: { problem, ...(id === undefined ? {} : { id }) } };
  }

  #looked(next?: VerifiedPlace): Verified {
    const [sealed, unsealed] = [this.#sealed, this.#unsealed];
    return { entries: sealed + unsealed, sealed, unsealed, ...(next ? { next } : {}) };
  }
}
