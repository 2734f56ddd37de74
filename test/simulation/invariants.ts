/** What holds after whatever happened, once everything has recovered: one line each. */
import * as z from 'zod';
import type { StoredDocument } from '../../shared/ports';
import { operationIdOf } from '../../shared/mail/operation-id';
import { tenants, type Call } from '../world';
import type { Accepted, Simulated } from './simulated';

/** What there is at one moment, found by its type and its id. */
class Facts {
  readonly documents: readonly StoredDocument[];
  readonly ids: ReadonlySet<string>;

  constructor(readonly simulated: Simulated) {
    this.documents = simulated.partners.documents();
    this.ids = new Set(this.documents.map(({ partnerId, id }) => `${String(partnerId)} ${id}`));
  }

  /** Whether nothing has been collected yet that is kept for a month. */
  get isYoung(): boolean {
    return this.simulated.now.getTime() - this.simulated.ground.now < 29 * 86_400_000;
  }

  of<T>(type: string, schema: z.ZodType<T>): readonly T[] {
    return this.documents.filter((document) => document.type === type).map((document) => schema.parse(document));
  }

  /** What of these is not there. */
  missing(partnerId: string, ids: readonly string[]): readonly string[] {
    return ids.filter((id) => !this.ids.has(`${partnerId} ${id}`));
  }
}

/** Each invariant gives what breaks it. */
type Invariant = (facts: Facts) => readonly string[];

const id = z.string();
const Redemption = z.object({
  partnerId: id,
  redemptionId: id,
  offerId: id,
  status: id,
  customerId: id.optional(),
  consents: z.array(z.object({ subject: id })).default([]),
  subscriptions: z.array(z.object({ id })).default([]),
});
const Offer = z.object({
  partnerId: id,
  offerId: id,
  redemptionCount: z.int(),
  maxRedemptions: z.int().nullable(),
  remaining: z.int().optional(),
});
const Mail = z.looseObject({
  partnerId: id,
  id,
  mailId: id,
  status: id,
  to: z.object({ address: id }),
  content: z.looseObject({ template: id }),
  repeats: z.int().optional(),
});
const Audit = z.looseObject({ partnerId: id, action: id, subject: id, traceId: id, changes: z.unknown().optional() });
const Application = z.object({
  partnerId: id,
  applicationId: id,
  customerId: id,
  keys: z.array(z.object({ keyId: id, subscriptionId: id })),
});
const Key = z.object({ partnerId: id, keyId: id, state: id, applied: z.object({ applicationId: id }).optional() });
const Request = z.object({ partnerId: id, number: id, notes: z.int() });
const Note = z.object({ requestNumber: id });
const User = z.object({ partnerId: id, userId: id, companyRole: id, status: id });
const created: Readonly<Record<string, readonly [string, string]>> = {
  createTrialInvitation: ['offer', 'id'],
  createPurchaseOffer: ['offer', 'id'],
  createDelegationOffer: ['offer', 'id'],
  copyOffer: ['offer', 'id'],
  convertTrial: ['offer', 'id'],
  redeemOffer: ['redemption', 'redemptionId'],
  acceptDelegation: ['redemption', 'redemptionId'],
  createServiceRequest: ['service-request', 'id'],
  applyProductKeys: ['key-application', 'applicationId'],
  resetPassword: ['password-reset', 'id'],
};

/** Those that come more than once. */
function repeated(all: readonly string[]): readonly string[] {
  return all.filter((one, index) => all.indexOf(one) !== index);
}

function differs(what: string, said: unknown, counted: unknown): readonly string[] {
  return said === counted ? [] : [`${what}: says ${String(said)}, counted ${String(counted)}`];
}

const Company = z.object({ primaryDomain: id });

/** Whose it is to be, by what was sent; undefined where that says nothing. */
function companyOf({ body }: Call): string | undefined {
  const domain = Company.safeParse(body).data?.primaryDomain;
  return domain === undefined ? undefined : `domain:${domain}`;
}

/** The customers that were to be erased. */
function erasures(accepted: readonly Accepted[]): readonly (string | undefined)[] {
  return accepted.flatMap(({ operation, call }) => (operation === 'eraseCustomer' ? call.params?.customerId : []));
}

function isErased(later: readonly Accepted[], customerId: string | undefined): boolean {
  return customerId !== undefined && erasures(later).includes(customerId);
}

const invariants: Readonly<Record<string, Invariant>> = {
  'what was accepted is there': ({ ids, simulated, isYoung }) =>
    simulated.accepted.flatMap(({ operation, call, answer }, index) => {
      const [type, field] = created[operation] ?? [];
      if (type === undefined || field === undefined) return [];
      // What nobody has confirmed goes after a month, and with whoever is erased.
      if (type === 'redemption' && (!isYoung || isErased(simulated.accepted.slice(index), companyOf(call)))) return [];
      const named = `${type}:${String(answer.json[field])}`;
      return [...ids].some((one) => one.endsWith(` ${named}`)) ? [] : [`${operation} made ${named}`];
    }),

  'what was confirmed is confirmed': (facts) => {
    const confirmed = new Set(
      facts.of('redemption', Redemption).flatMap((one) => (one.status === 'confirmed' ? one.redemptionId : [])),
    );
    return facts.simulated.accepted.flatMap(({ operation, answer }) =>
      operation !== 'confirmRedemption' || confirmed.has(String(answer.json.redemptionId))
        ? []
        : [String(answer.json.redemptionId)],
    );
  },

  'a confirmation is there wholly or not at all': (facts) =>
    facts
      .of('redemption', Redemption)
      .flatMap(({ partnerId, redemptionId, status, customerId = '', consents, subscriptions }) => {
        const asked = [`audit:requested-${redemptionId}`];
        const setUp = [
          ...subscriptions.map((one) => `subscription:${one.id}`),
          ...consents.map(({ subject }) => `consent:${redemptionId}:${subject}`),
          `audit:confirmed-${redemptionId}`,
          // Mails that were sent are kept for a month.
          ...(facts.isYoung ? [`mail:receipt-${redemptionId}`] : []),
        ];
        if (status === 'declined') return [];
        if (status === 'confirmed') return facts.missing(partnerId, [...asked, ...setUp, customerId]);
        const there = setUp.length - facts.missing(partnerId, setUp).length;
        return [...facts.missing(partnerId, asked), ...(there > 0 ? [`half of ${redemptionId}`] : [])];
      }),

  'an offer counts its redemptions, and no more than it may have': (facts) => {
    const redemptions = facts.of('redemption', Redemption);
    return facts.of('offer', Offer).flatMap(({ partnerId, offerId, redemptionCount, maxRedemptions, remaining }) => {
      const confirmed = redemptions.filter(
        (one) => one.partnerId === partnerId && one.offerId === offerId && one.status === 'confirmed',
      );
      // The same customer that says again what it said before is not counted again.
      const customers = new Set(confirmed.map(({ customerId }) => customerId)).size;
      return [
        ...(redemptionCount >= customers && redemptionCount <= confirmed.length
          ? []
          : [`${offerId}: says ${redemptionCount}, counted ${customers}`]),
        ...(maxRedemptions === null ? [] : differs(`${offerId} has left`, remaining, maxRedemptions - redemptionCount)),
        ...(maxRedemptions !== null && redemptionCount > maxRedemptions ? [`${offerId} was redeemed too often`] : []),
      ];
    });
  },

  'the number of customers is how many there are': (facts) => {
    // One of those on the ground was put on record uncounted.
    const uncounted = 'domain:fourthcoffee.example';
    return facts
      .of('customer-tally', z.object({ partnerId: id, customers: z.int() }))
      .flatMap(({ partnerId, customers }) => {
        const there = facts.documents.filter(
          (one) => one.type === 'customer' && one.partnerId === partnerId && one.id !== uncounted,
        );
        return differs(partnerId, customers, there.length);
      });
  },

  'a service request counts its notes': (facts) => {
    const notes = facts.of('service-note', Note);
    return facts
      .of('service-request', Request)
      .flatMap(({ number, notes: said }) =>
        differs(number, said, notes.filter(({ requestNumber }) => requestNumber === number).length),
      );
  },

  'a mailing has written all of its mails': (facts) =>
    facts
      .of('mailing', z.object({ mailingId: id, count: z.int(), written: z.int() }))
      .flatMap(({ mailingId, count, written }) => differs(mailingId, written, count)),

  'the administrators are who administers, and there is one': (facts) =>
    facts.of('administrators', z.object({ partnerId: id, userIds: z.array(id) })).flatMap(({ partnerId, userIds }) => {
      const users = facts.of('user', User).filter((user) => user.partnerId === partnerId);
      const administering = users.filter(
        ({ companyRole, status }) => companyRole === 'globalAdministrator' && status === 'active',
      );
      const ids = administering.map(({ userId }) => userId);
      return [
        ...differs(partnerId, [...userIds].sort().join(), ids.sort().join()),
        ...(userIds.length === 0 ? [`${partnerId} has none`] : []),
      ];
    }),

  'a product key is used once, by what it says': (facts) => {
    const applications = facts.of('key-application', Application);
    const used = applications.flatMap(({ keys }) => keys.map(({ keyId }) => keyId));
    const keys = new Map(facts.of('product-key', Key).map((key) => [key.keyId, key]));
    return [
      ...repeated(used),
      ...applications.flatMap(({ applicationId, keys: own }) =>
        own.flatMap(({ keyId }) => differs(keyId, keys.get(keyId)?.applied?.applicationId, applicationId)),
      ),
      ...[...keys.values()].flatMap(({ keyId, state }) => differs(keyId, state === 'applied', used.includes(keyId))),
    ];
  },

  'a use of keys is there wholly': (facts) =>
    facts
      .of('key-application', Application)
      .flatMap(({ partnerId, customerId, keys }) =>
        facts.missing(partnerId, [customerId, ...keys.map(({ subscriptionId }) => `subscription:${subscriptionId}`)]),
      ),

  'a product key belongs to one partner, as its claim says': ({ documents, simulated }) => {
    const claims = new Map(
      simulated.productKeys.documents().map((claim) => [`${String(claim.partnerId)} ${String(claim.keyId)}`, claim.id]),
    );
    const keys = documents.filter(({ type }) => type === 'product-key');
    return keys.flatMap(({ partnerId, keyId }) =>
      claims.has(`${String(partnerId)} ${String(keyId)}`) ? [] : [String(keyId)],
    );
  },

  'no mail is forgotten': (facts) =>
    facts
      .of('mail', Mail)
      .flatMap(({ id: mail, status }) => (status === 'queued' || status === 'sending' ? [`${mail} is ${status}`] : [])),

  'what is sent was taken by the mail service, to its reader': (facts) => {
    const known = facts.simulated.ground.partners.documents();
    const before = new Set(
      known.flatMap((one) => (one.type === 'mail' && one.status !== 'queued' && one.status !== 'failed' ? one.id : [])),
    );
    return facts.of('mail', Mail).flatMap((mail) => {
      if (!['sent', 'delivered'].includes(mail.status)) return [];
      const taken = facts.simulated.taken.get(operationIdOf(mail));
      if (!taken) return before.has(mail.id) ? [] : [`${mail.id} was never taken`];
      // Whoever was erased since has a pseudonym there.
      return mail.to.address.endsWith('@erased.invalid') ? [] : differs(mail.id, taken.to.address, mail.to.address);
    });
  },

  'the mail service took nothing that is no mail': ({ documents, simulated, isYoung }) => {
    const mails = new Map(
      documents
        .filter(({ type }) => type === 'mail')
        .map((mail) => [`${String(mail.partnerId)} ${String(mail.mailId)}`, mail]),
    );
    const noted = new Map(
      documents
        .filter(({ type }) => type === 'mail-operation')
        .map((one) => [one.id.replace('mail-operation:', ''), one]),
    );
    return [...simulated.taken.keys()].flatMap((operation) => {
      const note = noted.get(operation);
      // What was sent a month ago is collected with its note.
      if (!note) return isYoung ? [`${operation} is noted nowhere`] : [];
      return mails.has(`${String(note.mailOf)} ${String(note.mailId)}`) ? [] : [`${operation} is no mail`];
    });
  },

  'a mail is taken once, and once more whenever somebody wants it sent again': (facts) => {
    const notes = facts.of('mail-operation', z.object({ id, mailOf: id, mailId: id }));
    const taken = notes.filter((note) => facts.simulated.taken.has(note.id.replace('mail-operation:', '')));
    return facts.of('mail', Mail).flatMap(({ partnerId, mailId, repeats = 0 }) => {
      const times = taken.filter((note) => note.mailOf === partnerId && note.mailId === mailId).length;
      return times > 1 + repeats ? [`${mailId}: ${times} times`] : [];
    });
  },

  'one operation of the mail service is one mail': ({ simulated }) => simulated.mixedUp,

  'nobody is mailed offers after stopping them': ({ simulated }) => simulated.unwanted,

  'mails are stopped as often as that was said and not taken back': ({ simulated }) => {
    const said = simulated.of('audit').map(({ action, subject }) => ({ action, subject: String(subject) }));
    const subjects = new Set(said.flatMap(({ action, subject }) => (action === 'mailStopped' ? [subject] : [])));
    const times = (word: string, about: string) =>
      said.filter(({ action, subject }) => action === word && subject === about).length;
    return [...subjects].filter((subject) => {
      const isStopped = simulated.of('suppression').some(({ suppressionId }) => suppressionId === subject);
      return times('mailStopped', subject) - times('mailResumed', subject) !== (isStopped ? 1 : 0);
    });
  },

  'nobody is mailed the same twice': (facts) => {
    const mails = facts.of('mail', Mail).filter(({ content }) => content.template !== 'offer');
    return repeated(mails.map(({ partnerId, to, content }) => JSON.stringify([partnerId, to.address, content])));
  },

  'what was done is in the audit once': (facts) =>
    repeated(
      facts
        .of('audit', Audit)
        .map(({ partnerId, action, subject, traceId, changes }) =>
          JSON.stringify([partnerId, action, subject, traceId, changes]),
        ),
    ),

  'what can be done once was done once': (facts) => {
    const once = new Set([
      'keysApplied',
      'serviceRequestRaised',
      'trialInvitationCreated',
      'purchaseOfferCreated',
      'delegationOfferCreated',
      'offerRevoked',
      'productKeyWithdrawn',
    ]);
    return repeated(
      facts.of('audit', Audit).flatMap(({ action, subject }) => (once.has(action) ? `${action} ${subject}` : [])),
    );
  },

  'nobody is erased more often than somebody asked for': (facts) => {
    const erased = facts
      .of('audit', Audit)
      .flatMap(({ action, subject }) => (action === 'customerErased' ? subject : []));
    return [...new Set(erased)].flatMap((customerId) => {
      const asked = erasures(facts.simulated.accepted).filter((one) => one === customerId).length;
      const times = erased.filter((one) => one === customerId).length;
      return times > Math.max(1, asked) ? [`${customerId}: ${times} times, asked ${asked} times`] : [];
    });
  },

  'a subscription is of a customer of the same partner': (facts) =>
    facts
      .of('subscription', z.object({ partnerId: id, customerId: id, subscriptionId: id }))
      .flatMap(({ partnerId, customerId, subscriptionId }) =>
        facts.missing(partnerId, [customerId]).length > 0 ? [subscriptionId] : [],
      ),

  'nothing is left that a timer should have done': ({ simulated }) =>
    simulated.due().map(({ id, queue }) => `${String(queue)} ${id}`),

  'nothing of one partner lies with another': ({ documents, simulated }) =>
    documents.flatMap((document) => {
      const { partnerId, id: name, type } = document;
      if (partnerId === tenants.lotus) return [`${name} is of a partner that is none`];
      if (partnerId !== tenants.fabrikam) return [];
      return ['customer', 'subscription', 'product-key'].includes(type) &&
        JSON.stringify(document).includes(simulated.here.partnerId)
        ? [name]
        : [];
    }),
};

/** What is still on its way until everything has recovered. */
const inTheEnd = new Set([
  'a mailing has written all of its mails',
  'no mail is forgotten',
  'nothing is left that a timer should have done',
]);

/** What is broken of all of them, or of those that hold at any moment; nothing where all hold. */
export function brokenInvariants(simulated: Simulated, when: 'inTheEnd' | 'always' = 'inTheEnd'): readonly string[] {
  const facts = new Facts(simulated);
  return Object.entries(invariants).flatMap(([says, invariant]) => {
    if (when === 'always' && inTheEnd.has(says)) return [];
    const broken = invariant(facts);
    return broken.length === 0 ? [] : [`${says}, but not: ${broken.slice(0, 5).join('; ')}`];
  });
}
