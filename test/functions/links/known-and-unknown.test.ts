import type { Write } from '../../../shared/ports';
import { suppress } from '../../../shared/domain/mail/suppression';
import { Partner, partnerKey } from '../../../shared/domain/partners/partner';
import { systemPartition } from '../../../shared/domain/system';
import { countCode, throttleKey, type CodeThrottle } from '../../../shared/domain/throttle';
import { mailboxKey, mailboxKeyEverywhere } from '../../../shared/signing/mailbox-key';
import { browser, changeOffer, codeOf, contosoForm, pageOf, putOnRecord, refusalOf, wrongCode } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, tenants, type Answer, type World } from '../../world';

const holdings = { 'microsoft-365-business-premium': { trialSubscriptionId: 'earlier' } };
const eve = { name: 'Eve', email: 'eve@contoso.example' };

/** An answer without what differs from one redemption to the next. */
function shapeOf({ status, text, headers }: Answer, redemptionId: string) {
  const told = [...headers].filter(([name]) => name !== 'trace-id');
  return JSON.stringify([status, text, told])
    .replaceAll(redemptionId, 'ID')
    .replaceAll(/"traceId":"\w+"/gu, '');
}

describe('nobody learns who is a customer:', () => {
  let worlds: readonly { readonly world: World; readonly store: WatchedStore; readonly code: string }[];
  beforeEach(async () => {
    worlds = await Promise.all(
      [true, false].map(async (known) => {
        const { world, store } = await watchedWorld();
        const { code } = await world.invite();
        if (known) await putOnRecord(world, { holdings });
        store.forget();
        return { world, store, code };
      }),
    );
  });
  afterEach(() => worlds.forEach(({ world }) => world.close()));

  /** Does the same where Contoso is on record and where it is not. */
  const inBoth = async <T>(act: (each: (typeof worlds)[number]) => Promise<T>): Promise<readonly T[]> => {
    const results: T[] = [];
    for (const each of worlds) results.push(await act(each));
    return results;
  };
  /** Everything that can be seen from outside, and everything that takes time. */
  const watched = (act: (each: (typeof worlds)[number]) => Promise<readonly [Answer, string]>) =>
    inBoth(async (each) => {
      each.store.forget();
      const [answer, redemptionId] = await act(each);
      const sizes = each.store.calls.map(({ kind, ids }) => `${kind} ${ids.length}`);
      return { answer: shapeOf(answer, redemptionId), rounds: each.store.rounds, sizes };
    });
  const expectSame = (results: readonly unknown[]) => expect(results[0]).toEqual(results[1]);

  it('the answer, the reads and the size of the batch are the same', async () => {
    const results = await watched(async ({ world, code }) => {
      const answer = await world.call('redeemOffer', { params: { code }, body: { ...contoso, contact: eve } });
      expect(answer.json.sentTo).toBe('e•••@contoso.example');
      return [answer, String(answer.json.redemptionId)];
    });
    expectSame(results);
    expect(results[0]?.sizes).toEqual(['read 1', 'read 1', 'read 1', 'read 1', 'read 1', 'write 1', 'write 4']);
  });

  it.each([
    ['Ruth Katz', 'ruth@contoso.example', 'en'],
    ['רות כ״ץ־לוי '.repeat(6).trim(), `${'long.'.repeat(11)}address@contoso.example`, 'he'],
    ['李', 'r@contoso.example', 'zh-CN'],
  ])(
    'the batches have the same fields, and as many bytes within a few, when %s is on record',
    async (name, email, language) => {
      const [known] = worlds;
      const contact = { name, email };
      const patch = { set: { contact, language } };
      await known?.world.store.write(tenants.northwind, [{ kind: 'patch', id: 'domain:contoso.example', patch }]);
      const batches = await inBoth(async ({ world, store, code }) => {
        store.forget();
        const redemptionId = await world.redeem(code, { contact: eve });
        world.pass({ minutes: 2 });
        await world.call('resendCode', { params: { code, redemptionId }, body: {} });
        return store.calls.flatMap(({ writes }) => (writes ? [writes] : []));
      });
      const fieldsOf = (writes: readonly Write[]) =>
        writes.map((write) => [write.kind, ...('document' in write ? Object.keys(write.document) : [])]);
      expect(batches.map((each) => each.length)).toEqual([4, 4]);
      expect(batches[0]?.map(fieldsOf)).toEqual(batches[1]?.map(fieldsOf));
      batches[0]?.forEach((writes, index) => {
        const bytes = [writes, batches[1]?.[index]].map((each) => Buffer.byteLength(JSON.stringify(each)));
        expect(Math.abs((bytes[0] ?? 0) - (bytes[1] ?? 0))).toBeLessThanOrEqual(8);
      });
    },
  );

  it('answers asked for side by side, each with another address, take the same too', async () => {
    const results = await watched(async ({ world, code }) => {
      const answers = await Promise.all(
        ['eve', 'adam', 'ruth', 'noa'].map((name) => {
          const contact = { name, email: `${name}@contoso.example` };
          return world.call('redeemOffer', { params: { code }, body: { ...contoso, contact } });
        }),
      );
      const [first] = answers;
      if (!first) throw new Error('Nothing was asked for.');
      return [first, String(first.json.redemptionId)];
    });
    expectSame(results);
  });

  it('the form, the page of the code, a wrong code and a new code are the same', async () => {
    const ids = await inBoth(async ({ world, code }) => {
      const form = { ...contosoForm, 'contact.email': eve.email };
      const sent = await world.call('redeemOffer', { params: { code }, form, headers: browser });
      return sent.headers.get('location')?.split('/').at(-1) ?? '';
    });
    const idOf = (world: World) => ids[worlds.findIndex((each) => each.world === world)] ?? '';
    const page = await watched(async ({ world, code }) => {
      const redemptionId = idOf(world);
      return [await world.call('showRedemption', { params: { code, redemptionId } }), redemptionId];
    });
    // The partner, the offer and its code are the same in both worlds.
    expectSame(page);
    await inBoth(({ world }) => world.deliver());
    const wrong = await watched(async ({ world, code }) => {
      const redemptionId = idOf(world);
      return [await world.confirm(code, redemptionId, wrongCode(await codeOf(world, redemptionId))), redemptionId];
    });
    expectSame(wrong);
    const resend = await watched(async ({ world, code }) => {
      world.pass({ minutes: 2 });
      const redemptionId = idOf(world);
      return [await world.call('resendCode', { params: { code, redemptionId }, body: {} }), redemptionId];
    });
    expectSame(resend);
  });

  it('of a delegation offer the acceptance, its pages, wrong codes and new ones are the same', async () => {
    const codes = await inBoth(async ({ world }) => (await world.askToDelegate({ delegationDays: 30 })).code);
    const codeIn = (world: World) => codes[worlds.findIndex((each) => each.world === world)] ?? '';
    const ids: string[] = [];
    const accepted = await watched(async ({ world }) => {
      const body = { ...contoso, contact: eve, authorize: true };
      const answer = await world.call('acceptDelegation', { params: { code: codeIn(world) }, body });
      ids.push(String(answer.json.redemptionId));
      return [answer, String(answer.json.redemptionId)];
    });
    expectSame(accepted);
    expect(accepted[0]?.sizes).toEqual(['read 1', 'read 1', 'read 1', 'read 1', 'read 1', 'write 1', 'write 4']);
    const idIn = (world: World) => ids[worlds.findIndex((each) => each.world === world)] ?? '';
    for (const [name, minutes] of [
      ['showRedemption', 0],
      ['confirmRedemption', 0],
      ['resendCode', 2],
      ['confirmRedemption', 11],
    ] as const) {
      await inBoth(({ world }) => world.deliver());
      expectSame(
        await watched(async ({ world }) => {
          world.pass({ minutes });
          const redemptionId = idIn(world);
          const confirmationCode = wrongCode(await codeOf(world, redemptionId));
          const body = name === 'confirmRedemption' ? { confirmationCode } : {};
          const params = { code: codeIn(world), redemptionId };
          return [await world.call(name, { params, ...(name === 'showRedemption' ? {} : { body }) }), redemptionId];
        }),
      );
    }
    expect(worlds.map(({ world }) => [...new Set(world.mails.map(({ to }) => to.address))])).toEqual([
      ['ruth@contoso.example'],
      ['eve@contoso.example'],
    ]);
  });

  const offers: readonly (readonly [string, (world: World) => Promise<string>])[] = [
    ['an offer to sell', async (world) => (await world.offerToSell()).code],
    ['an offer made for that customer alone', (world) => offerFor(world, 'domain:contoso.example')],
    ['an offer made for another customer', (world) => offerFor(world, 'domain:adatum.example')],
  ];
  const offerFor = async (world: World, customerId: string): Promise<string> => {
    const { id, code } = await world.offerToSell({ maxRedemptions: 1 });
    await changeOffer(world, id, { customerId });
    return code;
  };
  /** Mail to the administrator on record came back. */
  const giveUpRuth = async (world: World): Promise<void> => {
    const partner = await world.store.read(Partner, { partition: tenants.northwind, id: partnerKey });
    if (!partner) throw new Error('Northwind is no partner.');
    const address = 'ruth@contoso.example';
    const suppressionId = mailboxKey(partner.document, address);
    const about = { partnerId: tenants.northwind, suppressionId, address, reason: 'bounced', mailId: 'm' } as const;
    const document = suppress({ ...about, now: new Date(world.now) });
    await world.store.write(tenants.northwind, [{ kind: 'create', document }]);
  };

  it.each(offers)(
    'of %s all of that is the same, also while the administrator on record is not mailed',
    async (_what, make) => {
      const codes = await inBoth(async ({ world }) => {
        await giveUpRuth(world);
        return make(world);
      });
      const codeIn = (world: World) => codes[worlds.findIndex((each) => each.world === world)] ?? '';
      expectSame(
        await watched(async ({ world }) => [await world.call('openLink', { params: { code: codeIn(world) } }), '']),
      );
      const ids: string[] = [];
      expectSame(
        await watched(async ({ world }) => {
          const body = { ...contoso, contact: eve, quantities: { 'exchange-online-plan-1': 4 } };
          const answer = await world.call('redeemOffer', { params: { code: codeIn(world) }, body });
          ids.push(String(answer.json.redemptionId));
          return [answer, String(answer.json.redemptionId)];
        }),
      );
      const redemptionIn = (world: World) => ids[worlds.findIndex((each) => each.world === world)] ?? '';
      const steps = [
        ['showRedemption', 0],
        ['confirmRedemption', 0],
        ['confirmRedemption', 11],
        ['resendCode', 0],
        ['confirmRedemption', 0],
        ['confirmRedemption', 11],
      ] as const;
      for (const [name, minutes] of steps) {
        await inBoth(({ world }) => world.deliver());
        expectSame(
          await watched(async ({ world }) => {
            world.pass({ minutes });
            const redemptionId = redemptionIn(world);
            const confirmationCode = wrongCode(await codeOf(world, redemptionId));
            const params = { code: codeIn(world), redemptionId };
            const body = name === 'confirmRedemption' ? { confirmationCode } : {};
            return [await world.call(name, { params, ...(name === 'showRedemption' ? {} : { body }) }), redemptionId];
          }),
        );
      }
    },
  );

  it('a code that was never sent expires like one that was', async () => {
    const outcomes = await inBoth(async ({ world, code }) => {
      // A mailbox has five codes in ten minutes; and some addresses no mail service takes.
      world.mailService = ({ to }) =>
        to.address.startsWith('odd') ? { kind: 'rejected', detail: 'no such mailbox' } : { kind: 'accepted' };
      const ids: string[] = [];
      for (const name of ['x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'odd'])
        ids.push(await world.redeem(code, { contact: { name, email: `${name}@contoso.example` } }));
      await world.deliver();
      const tried = async () =>
        Promise.all(
          ids.map(async (id) => refusalOf(await world.confirm(code, id, wrongCode(await codeOf(world, id))))),
        );
      const fresh = await tried();
      world.pass({ minutes: 11 });
      return [...fresh, ...(await tried())];
    });
    expectSame(outcomes);
    expect(new Set(outcomes.flat())).toEqual(new Set(['confirmation-code-wrong', 'confirmation-code-expired']));
  });

  it.each([
    ['of the one who asks, typed by whomever', 'typedEverywhere', eve.email, 429],
    ['of the administrator on record, typed by whomever', 'typedEverywhere', 'ruth@contoso.example', 202],
    ['of the administrator on record, that others asked for', 'mailboxEverywhere', 'ruth@contoso.example', 202],
  ] as const)(
    'all of that is the same when the codes over all partners are used up: those %s',
    async (_what, by, address, status) => {
      await inBoth(async ({ world }) => {
        const id = throttleKey(by, mailboxKeyEverywhere(world.ports.secrets, address));
        const now = new Date(world.now);
        const throttle = Array.from({ length: 15 }).reduce<CodeThrottle | undefined>(
          (before, _, number) => countCode(id, systemPartition, before, now, `${now.toISOString()}~${number}`),
          undefined,
        );
        if (throttle) await world.store.write(systemPartition, [{ kind: 'create', document: throttle }]);
      });
      const ids: string[] = [];
      const asked = await watched(async ({ world, code }) => {
        const answer = await world.call('redeemOffer', { params: { code }, body: { ...contoso, contact: eve } });
        ids.push(String(answer.json.redemptionId));
        return [answer, String(answer.json.redemptionId)];
      });
      expectSame(asked);
      expect(asked[0]?.answer).toContain(`[${status},`);
      if (status === 429) return;
      await inBoth(({ world }) => world.deliver());
      expectSame(
        await watched(async ({ world, code }) => {
          const redemptionId = ids[worlds.findIndex((each) => each.world === world)] ?? '';
          return [await world.confirm(code, redemptionId, wrongCode(await codeOf(world, redemptionId))), redemptionId];
        }),
      );
    },
  );

  it('a repeated form or key is answered the same', async () => {
    const headers = { 'idempotency-key': 'k' };
    const request = { body: { ...contoso, contact: eve }, headers };
    await inBoth(({ world, code }) => world.call('redeemOffer', { params: { code }, ...request }));
    expectSame(
      await watched(async ({ world, code }) => {
        const answer = await world.call('redeemOffer', { params: { code }, ...request });
        return [answer, String(answer.json.redemptionId)];
      }),
    );
  });

  it('a form that somebody went back to and sent again is answered the same, before and after its code has expired', async () => {
    const send = ({ world, code }: (typeof worlds)[number], idempotencyKey: string) => {
      const form = { ...contosoForm, 'contact.email': eve.email, idempotencyKey };
      return world.call('redeemOffer', { params: { code }, form, headers: browser });
    };
    const idOf = (answer: Answer) => answer.headers.get('location')?.split('/').at(-1) ?? '';
    const firsts = await inBoth((each) => send(each, 'first'));
    for (const [key, minutes] of [
      ['second', 0],
      ['third', 2],
      ['fourth', 11],
    ] as const) {
      const sent = await watched(async (each) => {
        each.world.pass({ minutes });
        const answer = await send(each, key);
        return [answer, idOf(answer)];
      });
      expectSame(sent);
      expect(sent[0]?.sizes.at(-1)).toBe(key === 'fourth' ? 'write 4' : 'read 1');
      await inBoth(({ world }) => world.deliver());
    }
    expect(firsts.map(({ status }) => status)).toEqual([303, 303]);
  });

  it('new codes that colleagues ask for at the same moment are given to all of them', async () => {
    const statuses = await inBoth(async ({ world, code }) => {
      const ids = [
        await world.redeem(code, { contact: eve }),
        await world.redeem(code, { contact: { name: 'Gil', email: 'gil@contoso.example' } }),
      ];
      world.pass({ minutes: 1 });
      const answers = await Promise.all(
        ids.map((redemptionId) => world.call('resendCode', { params: { code, redemptionId }, body: {} })),
      );
      return answers.map(({ status }) => status);
    });
    expect(statuses).toEqual([
      [202, 202],
      [202, 202],
    ]);
  });

  it('but the code goes to the administrator on record, in the language on record', async () => {
    await inBoth(async ({ world, code }) => {
      await world.redeem(code, { contact: eve, language: 'he' });
      await world.deliver();
    });
    expect(worlds.map(({ world }) => world.mails.map(({ to, language }) => [to.address, language]))).toEqual([
      [['ruth@contoso.example', 'en']],
      [['eve@contoso.example', 'he']],
    ]);
  });

  it('what stands on the record is told only after the right code', async () => {
    const [known] = worlds;
    if (!known) throw new Error('There is no world.');
    const { world, code } = known;
    const redemptionId = await world.redeem(code, { contact: eve });
    const right = await world.mailedCode('ruth@contoso.example');
    expect(refusalOf(await world.confirm(code, redemptionId, wrongCode(right)))).toBe('confirmation-code-wrong');
    const told = await world.confirm(code, redemptionId, right);
    expect([told.status, refusalOf(told)]).toEqual([409, 'trial-already-used']);
    const page = await world.call('confirmRedemption', {
      params: { code, redemptionId },
      form: { confirmationCode: right },
    });
    expect([page.status, pageOf(page).querySelector('h1')?.text]).toEqual([409, 'This trial has been used already']);
  });

  it('an administrator on record stays who it was, and gets the receipt, whoever filled in the form', async () => {
    const { world } = await watchedWorld();
    const { code } = await world.invite();
    await putOnRecord(world);
    const redemptionId = await world.redeem(code, { contact: eve, companyName: 'Eve & Co', country: 'FR' });
    const confirmed = await world.confirm(code, redemptionId, await world.mailedCode('ruth@contoso.example'));
    expect(confirmed.status).toBe(200);
    expect(await world.documents('customer')).toEqual([
      expect.objectContaining({
        companyName: 'Contoso',
        country: 'IL',
        contact: { name: 'Ruth Katz', email: 'ruth@contoso.example' },
        revision: 2,
      }),
    ]);
    await world.deliver();
    expect(world.mails.map(({ kind, to }) => [kind, to.address])).toEqual([
      ['confirmationCode', 'ruth@contoso.example'],
      ['receipt', 'ruth@contoso.example'],
      ['offerAccepted', 'noa@northwind.example'],
    ]);
    expect((await world.documents('customer-tally'))[0]).toMatchObject({ customers: 0 });
    world.close();
  });

  it('a code that went to somebody else is worth nothing once the domain has an administrator on record', async () => {
    const [, unknown] = worlds;
    if (!unknown) throw new Error('There is no world.');
    const { world, code } = unknown;
    const { code: other } = await world.invite({ productId: 'power-bi-pro-trial' });
    const early = await world.redeem(other, { contact: eve });
    const earlyCode = await world.mailedCode(eve.email);
    const redemptionId = await world.redeem(code);
    await world.confirm(code, redemptionId, await world.mailedCode('dana@contoso.example'));

    const late = await world.confirm(other, early, earlyCode);
    expect([late.status, refusalOf(late)]).toEqual([410, 'confirmation-code-expired']);
    expect(await world.documents('subscription')).toHaveLength(1);

    world.pass({ minutes: 1 });
    await world.call('resendCode', { params: { code: other, redemptionId: early }, body: {} });
    expect((await world.confirm(other, early, await world.mailedCode('dana@contoso.example'))).status).toBe(200);
  });
});
