import { suppress } from '../../../shared/domain/mail/suppression';
import { mailboxKey, mailboxKeys } from '../../../shared/signing/mailbox-key';
import { Partner, partnerKey } from '../../../shared/domain/partners/partner';
import { faultyFields, putOnRecord, refusalOf } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, tenants, type World } from '../../world';

const domain = 'mail.galil.example';
const ruth = { name: 'Ruth Katz', email: `ruth@${domain}` };
const eve = { name: 'Eve', email: `eve@${domain}` };
const held = { 'microsoft-365-business-premium': { trialSubscriptionId: 'earlier' } };

let world: World;
let store: WatchedStore;
let code: string;
/** The settings name the domain from now on. */
let known: () => void;
beforeEach(async () => {
  const publicMailDomains: string[] = [];
  ({ world, store } = await watchedWorld({ publicMailDomains }));
  known = () => void publicMailDomains.push(domain);
  ({ code } = await world.invite());
  store.forget();
});
afterEach(() => world.close());

const partner = async () => {
  const stored = await world.store.read(Partner, { partition: tenants.northwind, id: partnerKey });
  if (!stored) throw new Error('Northwind is no partner.');
  return stored.document;
};
const at = (contact: { readonly name: string; readonly email: string }, primaryDomain?: string) => {
  const { primaryDomain: _none, ...others } = contoso;
  return { ...others, contact, ...(primaryDomain === undefined ? {} : { primaryDomain }) };
};
const redeem = (body: object, link = code) => world.call('redeemOffer', { params: { code: link }, body });
const redeemed = async (body: object, link = code): Promise<string> => {
  const answer = await redeem(body, link);
  expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
  return String(answer.json.redemptionId);
};
const confirm = async (redemptionId: string, address: string, link = code) => {
  const answer = await world.confirm(link, redemptionId, await world.mailedCode(address));
  return answer.status === 200 ? '200' : `${answer.status} ${refusalOf(answer)}`;
};
const customerIds = async () => (await world.documents('customer')).map(({ id }) => id);
const mailedTo = () => world.mails.map(({ to }) => to.address);

describe('a domain that many share', () => {
  it.each(['aim.com', 'live.com.au', 'gmx.ch', 'proton.me', 'co.il', 'github.io', 'il.northwind.example'])(
    'is no company: %s',
    async (shared) => {
      const answer = await redeem(at({ name: 'Dana', email: `dana@${shared}` }, shared));
      expect([answer.status, faultyFields(answer)]).toEqual([422, ['/primaryDomain']]);
    },
  );

  it('gives nobody the code of another: each mailbox there is a customer of its own', async () => {
    const [first, second] = [
      { name: 'First', email: 'first@aim.com' },
      { name: 'Second', email: 'second@aim.com' },
    ];
    expect(await confirm(await redeemed(at(first)), first.email)).toBe('200');
    expect(await confirm(await redeemed(at(second)), second.email)).toBe('200');
    expect(new Set(await customerIds()).size).toBe(2);
    expect(mailedTo().filter((address) => address === first.email)).toHaveLength(2);
  });
});

describe('a domain that turns out to be shared', () => {
  it('leaves its customer what it has, for the mailbox on record', async () => {
    await putOnRecord(world, { domain, administrator: ruth.email, holdings: held });
    known();
    const redemptionId = await redeemed(at({ ...ruth, email: `Ruth@${domain}` }));
    expect(await confirm(redemptionId, ruth.email)).toBe('409 trial-already-used');
    const { code: other } = await world.invite({ productId: 'power-bi-pro-trial' });
    expect(await confirm(await redeemed(at(ruth), other), ruth.email, other)).toBe('200');
    const [customer, ...others] = await world.documents('customer');
    expect(others).toEqual([]);
    expect(customer).toMatchObject({ id: `domain:${domain}`, contact: ruth, revision: 2 });
    expect(Object.keys(customer?.holdings ?? {})).toHaveLength(2);
  });

  it('makes every other mailbox a customer of its own, whose code is its own', async () => {
    await putOnRecord(world, { domain, administrator: ruth.email, holdings: held });
    known();
    expect(faultyFields(await redeem(at(eve, domain)))).toEqual(['/primaryDomain']);
    expect(await confirm(await redeemed(at(eve)), eve.email)).toBe('200');
    expect(await customerIds()).toEqual([`domain:${domain}`, `address:${mailboxKey(await partner(), eve.email)}`]);
    expect(mailedTo()).not.toContain(ruth.email);
  });

  it('keeps the access page of its customer where it was', async () => {
    const customer = await putOnRecord(world, { domain, administrator: ruth.email });
    known();
    const token = world.ports.access.issue({ partnerId: tenants.northwind, customerId: customer.id });
    const asked = await world.call('askForAccessCode', { params: { token }, body: {} });
    expect(asked.status).toBe(202);
    const confirmationCode = await world.mailedCode(ruth.email);
    expect((await world.call('enterAccessCode', { params: { token }, body: { confirmationCode } })).status).toBe(200);
  });

  it('is worth nothing to a code on its way for the company; the next one goes to whoever asked', async () => {
    await putOnRecord(world, { domain, administrator: ruth.email });
    const redemptionId = await redeemed(at(eve, domain));
    await world.deliver();
    expect(mailedTo()).toEqual([ruth.email]);
    known();
    expect(await confirm(redemptionId, ruth.email)).toBe('410 confirmation-code-expired');
    world.pass({ minutes: 1 });
    const again = await world.call('resendCode', { params: { code, redemptionId }, body: {} });
    expect(again.status).toBe(202);
    expect(await confirm(redemptionId, eve.email)).toBe('200');
    const own = `address:${mailboxKey(await partner(), eve.email)}`;
    expect(await customerIds()).toEqual([`domain:${domain}`, own]);
    expect(await world.documents('customer')).toContainEqual(expect.objectContaining({ id: own, primaryDomain: null }));
    expect((await world.documents('redemption')).map(({ customerId }) => customerId)).toEqual([own]);
  });

  it('makes no company of a first answer that was on its way', async () => {
    const redemptionId = await redeemed(at(eve, domain));
    await world.deliver();
    known();
    expect(await confirm(redemptionId, eve.email)).toBe('410 confirmation-code-expired');
    world.pass({ minutes: 1 });
    await world.call('resendCode', { params: { code, redemptionId }, body: {} });
    expect(await confirm(redemptionId, eve.email)).toBe('200');
    expect(await customerIds()).toEqual([`address:${mailboxKey(await partner(), eve.email)}`]);
  });

  it('lets the mailbox on record finish what it began', async () => {
    await putOnRecord(world, { domain, administrator: ruth.email });
    const redemptionId = await redeemed(at(ruth, domain));
    await world.deliver();
    known();
    expect(await confirm(redemptionId, ruth.email)).toBe('200');
    expect(await customerIds()).toEqual([`domain:${domain}`]);
  });

  it('takes as many calls to the database whoever is on record', async () => {
    const calls: unknown[] = [];
    for (const administrator of [undefined, ruth.email, eve.email]) {
      const { world: other, store: watched } = await watchedWorld({ publicMailDomains: [domain] });
      const { code: link } = await other.invite();
      if (administrator !== undefined) await putOnRecord(other, { domain, administrator });
      watched.forget();
      const asked = await other.call('redeemOffer', { params: { code: link }, body: at(eve) });
      const rounds = [...watched.rounds];
      await other.deliver();
      watched.forget();
      await other.confirm(link, String(asked.json.redemptionId), '000000');
      calls.push([asked.status, rounds, [...watched.rounds]]);
      other.close();
    }
    expect(calls).toEqual(
      calls.map(() => [
        202,
        ['read read', 'read read read read', 'write', 'write'],
        ['patch', 'read read write read read'],
      ]),
    );
    expect(calls).toHaveLength(3);
  });
});

describe('one mailbox, however it is spelled,', () => {
  const dana = (email: string) => at({ name: 'Dana', email });

  it('has one trial, and its mails go to the address as it was typed', async () => {
    expect(await confirm(await redeemed(dana('dana.cohen@gmail.com')), 'dana.cohen@gmail.com')).toBe('200');
    for (const spelling of ['danacohen+2@gmail.com', 'd.a.n.a.cohen@googlemail.com']) {
      world.pass({ minutes: 11 });
      const redemptionId = await redeemed(dana(spelling));
      // To the administrator on record, as it once was typed.
      expect(await confirm(redemptionId, 'dana.cohen@gmail.com')).toBe('409 trial-already-used');
    }
    expect(await customerIds()).toHaveLength(1);
    expect(new Set(mailedTo())).toEqual(new Set(['dana.cohen@gmail.com', 'noa@northwind.example']));
  });

  it('has five codes in ten minutes', async () => {
    for (const tag of ['a', 'b', 'c', 'd', 'e']) await redeemed(dana(`eve+${tag}@proton.me`));
    const sixth = await redeem(dana('e-v-e@pm.me'));
    expect([sixth.status, refusalOf(sixth)]).toEqual([429, 'too-many-attempts']);
    expect((await redeem(dana('eve+f@walla.co.il'))).status).toBe(202);
  });

  it('stays the customer that it was by the address as it was typed', async () => {
    const email = 'dana.cohen+work@gmail.com';
    const former = `address:${mailboxKeys(await partner(), email).at(-1)}`;
    const customer = await putOnRecord(world, { domain, administrator: email, holdings: held });
    const { id: _id, ...others } = customer;
    await world.store.write(tenants.northwind, [
      { kind: 'create', document: { ...others, id: former, primaryDomain: null } },
    ]);
    expect(await confirm(await redeemed(dana(email)), email)).toBe('409 trial-already-used');
    const { code: other } = await world.invite({ productId: 'power-bi-pro-trial' });
    expect(await confirm(await redeemed(dana(email), other), email, other)).toBe('200');
    expect(await customerIds()).toEqual([`domain:${domain}`, former]);
  });

  it('that mail came back from is not mailed, also where that is kept under the address as it was typed', async () => {
    const typed = 'gil.o+offers@gmail.com';
    const { id: offerId } = await world.invite();
    const suppressionId = mailboxKeys(await partner(), typed).at(-1) ?? '';
    const about = {
      partnerId: tenants.northwind,
      suppressionId,
      address: typed,
      reason: 'bounced',
      mailId: 'm',
    } as const;
    const document = suppress({ ...about, now: new Date(world.now) });
    await world.store.write(tenants.northwind, [{ kind: 'create', document }]);
    await world.call('sendOffer', { as: noa, params: { offerId }, body: { recipients: [{ email: typed }] } });
    await world.deliver();
    expect(mailedTo()).toEqual([]);
    expect(await world.documents('mail')).toEqual([
      expect.objectContaining({ to: { address: typed }, status: 'failed' }),
    ]);
    await world.call('sendOffer', { as: noa, params: { offerId }, body: { recipients: [{ email: 'gil@gmail.com' }] } });
    await world.deliver();
    expect(mailedTo()).toEqual(['gil@gmail.com']);
  });
});
