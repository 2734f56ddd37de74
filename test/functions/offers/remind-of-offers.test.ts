import { upkeepOffers } from '../../../shared/offers/offer-upkeep';
import { changeOffer, ends } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, type World } from '../../world';

const recipients = [
  { email: 'dana@contoso.example' },
  { email: 'ruth@contoso.example', language: 'he' },
  { email: 'lee@adatum.example', language: 'zh-CN' },
  { email: 'one@gmail.com' },
  { email: 'two@gmail.com' },
];

describe('looking after offers', () => {
  let world: World;
  let store: WatchedStore;
  let offerId: string;
  let code: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    ({ id: offerId, code } = await world.invite({ validForDays: 30, reference: 'Autumn' }));
  });
  afterEach(() => world.close());

  const mailOffer = async () => {
    const sent = await world.call('sendOffer', { as: noa, params: { offerId }, body: { recipients } });
    expect(sent.status).toBe(202);
    world.pass({ minutes: 5 });
    await world.deliver();
  };
  const look = () => upkeepOffers(world.ports);
  const mailed = async (kind: string) => {
    await world.deliver();
    return world.mails
      .filter((mail) => mail.kind === kind)
      .map(({ to }) => to.address)
      .sort();
  };
  const told = async () =>
    (await world.documents('notification')).filter(({ id }) => id === `notification:expired-${offerId}`);

  it('reminds every recipient once, seven days before the end, in their language, with a way to say no', async () => {
    await mailOffer();
    world.pass({ days: 22 });
    await look();
    expect(await mailed('offerReminder')).toEqual([]);
    world.pass({ days: 1 });
    await look();
    await look();
    expect(await mailed('offerReminder')).toEqual(recipients.map(({ email }) => email).sort());
    const reminder = world.mails.find(({ kind, to }) => kind === 'offerReminder' && to.address.startsWith('ruth'));
    expect(reminder?.language).toBe('he');
    expect(reminder?.text).toContain(`/o/${code}?step=refusal`);
    expect((await world.call('getOffer', { as: noa, params: { offerId } })).headers.get('etag')).toBe('"1"');
  });

  it('advertises where what it reminds of did, also when that was sent again', async () => {
    const company = (await world.call('getCompany', { as: noa })).json;
    const profile = { ...company, address: '12 Rothschild Boulevard\nTel Aviv' };
    await world.call('updateCompany', { as: noa, headers: { 'if-match': '*' }, body: profile });
    const body = { recipients: [{ email: 'ruth@contoso.example', language: 'he' }], purpose: 'advertisement' };
    const sent = await world.call('sendOffer', { as: noa, params: { offerId }, body });
    expect(sent.json.items).toMatchObject([{ purpose: 'advertisement' }]);
    await world.deliver();
    const [{ id: emailId } = { id: '' }] = sent.json.items as { id: string }[];
    expect((await world.call('resendOfferEmail', { as: noa, params: { offerId, emailId } })).status).toBe(202);
    await world.deliver();
    world.pass({ days: 23 });
    await look();
    await world.deliver();
    const shown = world.mails.filter(({ to }) => to.address === 'ruth@contoso.example');
    expect(shown.map(({ kind }) => kind)).toEqual(['offer', 'offer', 'offerReminder']);
    for (const { subject, text } of shown) {
      expect(subject).toMatch(/^פרסומת: /u);
      expect(text).toContain('זוהי פרסומת מטעם');
      expect(text).toContain('12 Rothschild Boulevard, Tel Aviv');
    }
  });

  const { primaryDomain: _none, ...withoutDomain } = contoso;
  const answer = (body: object) => world.call('redeemOffer', { params: { code }, body });
  const confirm = async (email: string, company: object = contoso) => {
    const { redemptionId } = (await answer({ ...company, contact: { name: 'Gil', email } })).json;
    expect((await world.confirm(code, String(redemptionId), await world.mailedCode(email))).status).toBe(200);
  };

  /** Reminders wait while this goes on. */
  const whileTheyWait = async (act: () => Promise<void>) => {
    world.mailService = ({ kind }) =>
      kind === 'offerReminder' ? { kind: 'unavailable', detail: 'Not now.' } : { kind: 'accepted' };
    await act();
    world.mailService = () => ({ kind: 'accepted' });
    world.pass({ minutes: 60 });
  };

  it('leaves out who has answered: themselves, or by their company unless its domain is everybody’s', async () => {
    await mailOffer();
    await confirm('gil@contoso.example');
    await world.call('declineOffer', { params: { code }, body: { email: 'one@gmail.com' } });
    world.pass({ days: 23 });
    await look();
    expect(await mailed('offerReminder')).toEqual(['lee@adatum.example', 'two@gmail.com']);
  });

  it('takes what one confirmed at a domain that many share for nobody else’s', async () => {
    await mailOffer();
    await confirm('o.n.e@gmail.com', withoutDomain);
    world.pass({ days: 23 });
    await look();
    expect(await mailed('offerReminder')).toEqual(
      recipients
        .map(({ email }) => email)
        .filter((email) => email !== 'one@gmail.com')
        .sort(),
    );
  });

  it.each(['before the reminders are written', 'while they wait'])(
    'takes what nobody has confirmed for nobody’s answer: whoever holds the link can type any address (%s)',
    async (when) => {
      await mailOffer();
      const forge = async () => {
        for (const email of ['nobody@contoso.example', 'dana@contoso.example', 'nobody@adatum.example']) {
          const primaryDomain = email.split('@')[1];
          expect((await answer({ ...contoso, primaryDomain, contact: { name: 'N', email } })).status).toBe(202);
        }
        expect((await answer({ ...withoutDomain, contact: { name: 'N', email: 'two@gmail.com' } })).status).toBe(202);
      };
      if (when.startsWith('before')) await forge();
      world.pass({ days: 23 });
      await look();
      if (!when.startsWith('before')) await forge();
      expect(await mailed('offerReminder')).toEqual(recipients.map(({ email }) => email).sort());
    },
  );

  it('finds the one answer that counts, however many that do not were given since', async () => {
    await mailOffer();
    world.pass({ days: 23 });
    await look();
    await whileTheyWait(() => confirm('gil@contoso.example'));
    await world.call('declineOffer', { params: { code }, body: { email: 'lee@adatum.example' } });
    for (let number = 0; number < 120; number += 1) {
      const email = `x${number}@contoso.example`;
      expect((await answer({ ...contoso, contact: { name: 'X', email } })).status).toBe(202);
      const reason = `@contoso.example lee@adatum.example ${number}`;
      await world.call('declineOffer', { params: { code }, body: { reason, email: `x${number}@fabrikam.example` } });
    }
    expect(await mailed('offerReminder')).toEqual(['one@gmail.com', 'two@gmail.com']);
  });

  it('takes the “no” of one for nobody else’s: whoever holds the link can say whose it is', async () => {
    await mailOffer();
    await world.call('declineOffer', { params: { code }, body: { email: 'Dana@contoso.example' } });
    await world.call('declineOffer', { params: { code }, body: { email: 'nobody@adatum.example' } });
    world.pass({ days: 23 });
    await look();
    expect(await mailed('offerReminder')).toEqual([
      'lee@adatum.example',
      'one@gmail.com',
      'ruth@contoso.example',
      'two@gmail.com',
    ]);
  });

  const stopLee = async () => {
    const { items } = (await world.call('listOfferEmails', { as: noa, params: { offerId } })).json;
    const lee = (items as { id: string; email: string }[]).find(({ email }) => email.startsWith('lee'));
    await world.call('stopOfferEmail', { as: noa, params: { offerId, emailId: lee?.id ?? '' } });
  };

  it('leaves out who was stopped', async () => {
    await mailOffer();
    await stopLee();
    world.pass({ days: 23 });
    await look();
    expect(await mailed('offerReminder')).not.toContain('lee@adatum.example');
  });

  it('sends no reminder that waits to somebody who was stopped meanwhile', async () => {
    await mailOffer();
    world.pass({ days: 23 });
    await look();
    await stopLee();
    expect(await mailed('offerReminder')).toEqual([
      'dana@contoso.example',
      'one@gmail.com',
      'ruth@contoso.example',
      'two@gmail.com',
    ]);
  });

  it('sends no reminder that waits to somebody who has answered meanwhile', async () => {
    await mailOffer();
    world.pass({ days: 23 });
    await look();
    await whileTheyWait(() => confirm('gil@contoso.example'));
    await world.call('declineOffer', { params: { code }, body: { email: 'One@gmail.com' } });
    await world.call('declineOffer', { params: { code }, body: { email: 'nobody@adatum.example' } });
    expect(await mailed('offerReminder')).toEqual(['lee@adatum.example', 'two@gmail.com']);
  });

  it('reminds nobody of an offer that is open for no longer than a week', async () => {
    ({ id: offerId } = await world.invite({ validForDays: 7 }));
    await mailOffer();
    world.pass({ days: 6 });
    await look();
    expect(await mailed('offerReminder')).toEqual([]);
  });

  it('tells whoever made it once when it has ended, and what came of it', async () => {
    await mailOffer();
    const redemptionId = await world.redeem(code);
    await world.confirm(code, redemptionId, await world.mailedCode('dana@contoso.example'));
    await world.call('declineOffer', { params: { code }, body: {} });
    world.pass({ days: 23 });
    await look();
    world.pass({ days: 7 });
    await look();
    await look();
    expect(await told()).toMatchObject([{ content: { kind: 'offerExpired', sent: 5, accepted: 1, declined: 1 } }]);
    expect(await mailed('offerExpired')).toEqual(['noa@northwind.example']);
  });

  it('after a long pause sends only the latest of what was missed', async () => {
    await mailOffer();
    world.pass({ days: 200 });
    await look();
    expect([await mailed('offerReminder'), await mailed('offerExpired')]).toEqual([[], ['noa@northwind.example']]);
  });

  it.each(['offer-revoked', 'offer-replaced', 'offer-exhausted'])('sends nothing after %s', async (end) => {
    await mailOffer();
    if (end === 'offer-replaced') await changeOffer(world, offerId, { state: 'replaced' });
    else await ends[end]?.(world, offerId);
    world.pass({ days: 40 });
    await look();
    expect([await mailed('offerReminder'), await mailed('offerExpired')]).toEqual([[], []]);
    expect((await world.documents('offer'))[0]).not.toHaveProperty('dueAt');
  });

  it('leaves nothing due that it could do, of however many offers', async () => {
    for (let number = 0; number < 120; number += 1) await world.invite({ validForDays: 30 });
    world.pass({ days: 40 });
    expect(await look()).toMatchObject({ offers: 121 });
    expect((await world.documents('offer')).filter(({ queue }) => queue !== undefined)).toEqual([]);
  });

  it.each(['before', 'after'] as const)(
    'reminds everybody once when the process dies %s any of its calls',
    async (when) => {
      await mailOffer();
      world.pass({ days: 23 });
      store.forget();
      for (let broken = 0; broken < 12; broken += 1) {
        store.forget();
        store.fault = (index) => (index === broken ? { when, error: new Error('The process died.') } : undefined);
        await look().catch(() => undefined);
        await changeOffer(world, offerId, { queue: 'offers', dueAt: new Date(world.now).toISOString() }).catch(
          () => undefined,
        );
      }
      store.fault = () => undefined;
      await look();
      expect(await mailed('offerReminder')).toEqual(recipients.map(({ email }) => email).sort());
    },
  );

  it('reminds everybody once when the offer is mailed again before a run that died is made good', async () => {
    await mailOffer();
    world.pass({ days: 23 });
    store.fault = (_index, { kind, ids }) =>
      kind === 'write' && ids[0] === `offer:${offerId}`
        ? { when: 'before', error: new Error('The process died.') }
        : undefined;
    await expect(look()).rejects.toThrow('held up');
    store.fault = () => undefined;
    await mailOffer();
    await look();
    expect(await mailed('offerReminder')).toEqual(recipients.map(({ email }) => email).sort());
  });

  it('reminds everybody once when two run at the same moment', async () => {
    await mailOffer();
    world.pass({ days: 23 });
    await Promise.allSettled([look(), look(), look()]);
    await look();
    expect(await mailed('offerReminder')).toHaveLength(recipients.length);
  });
});
