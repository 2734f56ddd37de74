import { InvocationContext } from '@azure/functions';
import * as z from 'zod';
import { doubtDomains } from '../../../functions/links/doubt-domains';
import { redemptionKey } from '../../../shared/domain/redemptions/redemption';
import { throttleKey } from '../../../shared/domain/throttle';
import { putOnRecord } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, tenants, type World } from '../../world';

const ruth = 'ruth@contoso.example';
const contactOf = (name: string) => ({ name, email: `${name}@contoso.example` });

let world: World;
let store: WatchedStore;
let code: string;
let publicMailDomains: string[];
beforeEach(async () => {
  publicMailDomains = [];
  ({ world, store } = await watchedWorld({ publicMailDomains }));
  ({ code } = await world.invite());
});
afterEach(() => world.close());

const Items = z.object({ items: z.array(z.looseObject({ kind: z.string() })) });
const logged: string[] = [];
const run = async (): Promise<void> => {
  const context = new InvocationContext({
    functionName: 'doubtDomains',
    invocationId: '00000000-0000-4000-8000-000000000001',
    logHandler: (_level, ...line) => void logged.push(line.map(String).join(' ')),
  });
  const due = { last: '', next: '', lastUpdated: '' };
  const timer = { schedule: { adjustForDST: false }, scheduleStatus: due, isPastDue: false };
  await doubtDomains(() => Promise.resolve(world.ports)).handler(timer, context);
};
const told = async () => {
  const { json } = await world.call('listNotifications', { as: noa });
  return Items.parse(json).items.filter(({ kind }) => kind === 'domainDoubted');
};
const mailed = async () => {
  await world.deliver();
  return world.mails.filter(({ kind }) => kind === 'domainDoubted');
};
const waiting = async () => (await world.documents('redemption')).filter(({ queue }) => queue === 'unconfirmed');

describe('a second mailbox of a domain', () => {
  it('whom the administrator on record has not confirmed for a day, makes the domain doubtful to the partner', async () => {
    const customer = await putOnRecord(world);
    const redemptionId = await world.redeem(code, { contact: contactOf('eve'), companyName: 'Eve & Co' });
    world.pass({ days: 1, seconds: -1 });
    await run();
    expect([await told(), await mailed()]).toEqual([[], []]);
    world.pass({ seconds: 1 });
    await run();
    expect(await told()).toEqual([
      {
        id: expect.any(String) as string,
        at: new Date(world.now).toISOString(),
        kind: 'domainDoubted',
        domain: 'contoso.example',
        customerId: customer.id,
        companyName: 'Contoso',
        offerId: expect.any(String) as string,
        redemptionId,
        read: false,
      },
    ]);
    const [mail, ...others] = await mailed();
    expect(others).toEqual([]);
    expect(mail?.to.address).toBe('hello@northwind.example');
    expect(mail?.subject).toContain('contoso.example');
    expect(mail?.text).toContain('PUBLIC_MAIL_DOMAINS');
    // What a stranger typed, and who it was, is told where answers are.
    expect(mail?.text).not.toMatch(/eve@|Eve &/u);
    expect(await world.documents('audit')).toContainEqual(
      expect.objectContaining({ action: 'domainDoubted', actor: { kind: 'upkeep' }, customerId: customer.id }),
    );
    expect(logged.at(-1)).toContain('"event":"domains-doubted","told":1');
    expect(await waiting()).toEqual([]);
  });

  it('does so once, however many come and whenever', async () => {
    await putOnRecord(world);
    await world.redeem(code, { contact: contactOf('eve') });
    await world.redeem(code, { contact: contactOf('adam') });
    world.pass({ days: 2 });
    await Promise.all([run(), run()]);
    await world.redeem(code, { contact: contactOf('noa') });
    world.pass({ days: 2 });
    await run();
    await run();
    expect(await told()).toHaveLength(1);
    expect(await mailed()).toHaveLength(1);
    expect(await waiting()).toEqual([]);
  });

  it('does so for each domain', async () => {
    await putOnRecord(world);
    await putOnRecord(world, { domain: 'adatum.example' });
    await world.redeem(code, { contact: contactOf('eve') });
    const contact = { name: 'Gil', email: 'gil@adatum.example' };
    await world.redeem(code, { primaryDomain: 'adatum.example', contact });
    world.pass({ days: 1 });
    await run();
    expect((await told()).map(({ domain }) => domain).sort()).toEqual(['adatum.example', 'contoso.example']);
  });

  it.each<readonly [string, () => Promise<unknown>]>([
    [
      'whom the administrator confirms',
      async () => {
        await putOnRecord(world);
        const redemptionId = await world.redeem(code, { contact: contactOf('eve') });
        const confirmed = await world.confirm(code, redemptionId, await world.mailedCode(ruth));
        expect(confirmed.status).toBe(200);
      },
    ],
    [
      'that is the first one, spelled otherwise',
      async () => {
        await putOnRecord(world);
        await world.redeem(code, { contact: { name: 'Ruth', email: 'Ruth@contoso.example' } });
      },
    ],
    [
      'where nobody is on record',
      async () => {
        await world.redeem(code, { contact: contactOf('eve') });
        await world.redeem(code, { contact: contactOf('adam') });
      },
    ],
    [
      'at a provider that is known meanwhile',
      async () => {
        await putOnRecord(world);
        await world.redeem(code, { contact: contactOf('eve') });
        publicMailDomains.push('contoso.example');
      },
    ],
    [
      'at a provider',
      async () => {
        const { primaryDomain: _none, ...form } = contoso;
        for (const name of ['eve', 'adam']) {
          const body = { ...form, contact: { name, email: `${name}@walla.co.il` } };
          expect((await world.call('redeemOffer', { params: { code }, body })).status).toBe(202);
        }
      },
    ],
  ])('says nothing %s', async (_what, act) => {
    await act();
    world.pass({ days: 3 });
    await run();
    expect([await told(), await mailed(), await waiting()]).toEqual([[], [], []]);
  });

  it('says nothing of one whose code the administrator was never mailed: a stranger typed too many', async () => {
    await putOnRecord(world);
    await world.redeem(code, { contact: contactOf('eve') });
    const [mail] = await world.documents('mail');
    const { mailbox } = z.object({ mailbox: z.string() }).parse(mail?.content);
    const id = throttleKey('mailbox', mailbox);
    const askedAt = Array.from({ length: 5 }, () => new Date(world.now).toISOString());
    const throttle = { id, partnerId: tenants.northwind, type: 'code-throttle', schemaVersion: 1, askedAt };
    await world.store.write(tenants.northwind, [{ kind: 'create', document: throttle }]);
    await world.deliver();
    expect((await world.documents('mail')).map(({ status }) => status)).toEqual(['withheld']);
    world.pass({ days: 1 });
    await run();
    expect([await told(), await waiting()]).toEqual([[], []]);
    await world.redeem(code, { contact: contactOf('eve') });
    await world.deliver();
    world.pass({ days: 1 });
    await run();
    expect(await told()).toHaveLength(1);
  });

  it('keeps its answer as it is: the next code still confirms it', async () => {
    await putOnRecord(world);
    const redemptionId = await world.redeem(code, { contact: contactOf('eve') });
    world.pass({ days: 2 });
    await run();
    await world.call('resendCode', { params: { code, redemptionId }, body: {} });
    expect((await world.confirm(code, redemptionId, await world.mailedCode(ruth))).status).toBe(200);
    const ref = { partition: tenants.northwind, id: redemptionKey(redemptionId) };
    const kept = await world.store.read({ parse: (document: unknown) => document }, ref);
    expect(kept?.document).not.toHaveProperty('dueAt');
  });

  it('is told of after whatever crash, once', async () => {
    await putOnRecord(world);
    await world.redeem(code, { contact: contactOf('eve') });
    world.pass({ days: 1 });
    for (const when of ['before', 'after'] as const) {
      store.forget();
      store.fault = (_index, { kind }) =>
        kind === 'write' ? { when, error: new Error('the process dies') } : undefined;
      await expect(run()).rejects.toThrow('Answers were held up.');
      store.fault = () => undefined;
    }
    await run();
    expect(await told()).toHaveLength(1);
    expect(await mailed()).toHaveLength(1);
  });

  it('is told of although another answer cannot be read', async () => {
    await putOnRecord(world);
    const broken = await world.redeem(code, { contact: contactOf('adam') });
    await world.store.write(tenants.northwind, [
      { kind: 'patch', id: redemptionKey(broken), patch: { set: { recipient: 1 } } },
    ]);
    await world.redeem(code, { contact: contactOf('eve') });
    world.pass({ days: 1 });
    await expect(run()).rejects.toThrow('Answers were held up.');
    expect(await told()).toHaveLength(1);
  });
});
