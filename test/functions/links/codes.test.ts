import fc from 'fast-check';
import { codeOf, company, pageOf, putOnRecord, refusalOf, wrongCode, browser } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, tenants, type World } from '../../world';

describe('a mailed code', () => {
  let world: World;
  let store: WatchedStore;
  let code: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    ({ code } = await world.invite());
    store.forget();
  });
  afterEach(() => world.close());

  const dana = 'dana@contoso.example';
  const redeem = (body: object = {}) => world.call('redeemOffer', { params: { code }, body: { ...contoso, ...body } });
  const resend = (redemptionId: string) => world.call('resendCode', { params: { code, redemptionId }, body: {} });
  const confirm = async (redemptionId: string, given: string) => {
    const answer = await world.confirm(code, redemptionId, given);
    return answer.status === 200 ? '200' : `${answer.status} ${refusalOf(answer)}`;
  };

  describe('can be tried five times:', () => {
    it('afterwards even the right one is refused', async () => {
      const redemptionId = await world.redeem(code);
      const right = await world.mailedCode(dana);
      for (let guess = 1; guess <= 5; guess += 1)
        expect(await confirm(redemptionId, wrongCode(right, guess))).toBe('422 confirmation-code-wrong');
      expect(await confirm(redemptionId, right)).toBe('429 too-many-attempts');
      expect(await confirm(redemptionId, wrongCode(right))).toBe('429 too-many-attempts');
      expect(await world.documents('customer')).toEqual([]);
    });

    it('the fifth may be the right one', async () => {
      const redemptionId = await world.redeem(code);
      const right = await world.mailedCode(dana);
      for (let guess = 1; guess <= 4; guess += 1) await confirm(redemptionId, wrongCode(right, guess));
      expect(await confirm(redemptionId, right)).toBe('200');
    });

    it('the same one again is no new guess, while it is right; a wrong one counts each time', async () => {
      const redemptionId = await world.redeem(code);
      const right = await world.mailedCode(dana);
      const wrong = await Promise.all(Array.from({ length: 9 }, () => confirm(redemptionId, wrongCode(right))));
      expect(wrong.filter((answer) => answer === '422 confirmation-code-wrong')).toHaveLength(5);
      expect(wrong.filter((answer) => answer === '429 too-many-attempts')).toHaveLength(4);
      expect(await confirm(redemptionId, right)).toBe('429 too-many-attempts');
    });

    it('of a redemption that the last release wrote they are counted on', async () => {
      const redemptionId = await world.redeem(code);
      const right = await world.mailedCode(dana);
      await world.store.write(tenants.northwind, [
        { kind: 'patch', id: `redemption:${redemptionId}`, patch: { set: { tries: 3 } } },
      ]);
      expect(JSON.stringify(await world.documents('redemption'))).not.toMatch(/lastGuess|earlier/u);
      expect(await confirm(redemptionId, wrongCode(right))).toBe('422 confirmation-code-wrong');
      expect(await confirm(redemptionId, right)).toBe('200');
    });

    it('and guesses side by side are worth no more than one after another', async () => {
      const redemptionId = await world.redeem(code);
      const right = await world.mailedCode(dana);
      const guesses = Array.from({ length: 50 }, (_, number) => wrongCode(right, number + 1));
      const answers = await Promise.all([...guesses, right].map((guess) => confirm(redemptionId, guess)));
      expect(answers.filter((answer) => answer === '422 confirmation-code-wrong')).toHaveLength(5);
      expect(answers.filter((answer) => answer === '429 too-many-attempts')).toHaveLength(46);
      expect(await world.documents('customer')).toEqual([]);
    });

    it('in whatever order the database works them off', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.integer({ min: 0, max: 12 }), async (scheduler, place) => {
          const { code: link } = await world.invite();
          const number = world.now / 1000;
          world.pass({ days: 1, seconds: 1 });
          const redemptionId = await world.redeem(link, company(number));
          const right = await codeOf(world, redemptionId);
          const guesses = Array.from({ length: 12 }, (_, guess) => wrongCode(right, guess + 1)).toSpliced(
            place,
            0,
            right,
          );
          store.turn = () => scheduler.schedule(Promise.resolve());
          const answers = Promise.all(guesses.map((guess) => world.confirm(link, redemptionId, guess)));
          await scheduler.waitFor(answers);
          store.turn = undefined;
          const statuses = (await answers).map(({ status }) => status);
          const confirmed = (await world.documents('subscription')).filter(
            ({ customerId }) => customerId === `domain:company-${number}.example`,
          );
          expect(statuses.filter((status) => status === 200)).toHaveLength(confirmed.length);
          // Five of them at most while the code was awaited; five more wrong ones at most after it was right.
          expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(
            confirmed.length === 0 ? 5 : 10,
          );
        }),
        { numRuns: 15 },
      );
    });

    it('a page says so, and the form for a new code is on it', async () => {
      const redemptionId = await world.redeem(code);
      const right = await world.mailedCode(dana);
      const form = { confirmationCode: wrongCode(right) };
      for (let guess = 1; guess <= 6; guess += 1) {
        const page = await world.call('confirmRedemption', { params: { code, redemptionId }, form, headers: browser });
        expect(page.status).toBe(guess <= 5 ? 422 : 429);
        expect(pageOf(page).querySelectorAll('[role="alert"]')).toHaveLength(1);
        expect(
          pageOf(page)
            .querySelectorAll('form')
            .map((each) => each.getAttribute('action')),
        ).toContain(`/o/${code}/redemptions/${redemptionId}/code-resends`);
      }
    });
  });

  describe('lives ten minutes from when the mail service took it:', () => {
    it('up to but not including the tenth', async () => {
      const ids = [await world.redeem(code, company(1)), await world.redeem(code, company(2))] as const;
      await world.deliver();
      world.pass({ minutes: 10, seconds: -0.001 });
      expect(await confirm(ids[0], await codeOf(world, ids[0]))).toBe('200');
      world.pass({ seconds: 0.001 });
      expect(await confirm(ids[1], await codeOf(world, ids[1]))).toBe('410 confirmation-code-expired');
    });

    it('one whose mail was delayed for an hour works for ten minutes after it was sent', async () => {
      const redemptionId = await world.redeem(code);
      world.mailService = () => ({ kind: 'throttled', retryAfterSeconds: 3600, detail: 'Later.' });
      await world.deliver();
      world.mailService = () => ({ kind: 'accepted' });
      world.pass({ minutes: 61 });
      const right = await world.mailedCode(dana);
      world.pass({ minutes: 9 });
      expect(await confirm(redemptionId, right)).toBe('200');
    });

    it('and an old one is told to be expired, right or wrong, until there is a new one', async () => {
      const redemptionId = await world.redeem(code);
      const right = await world.mailedCode(dana);
      world.pass({ minutes: 11 });
      expect(await confirm(redemptionId, right)).toBe('410 confirmation-code-expired');
      expect(await confirm(redemptionId, wrongCode(right))).toBe('410 confirmation-code-expired');
      expect((await resend(redemptionId)).status).toBe(202);
      expect(await confirm(redemptionId, await world.mailedCode(dana))).toBe('200');
    });
  });

  describe('can be had again after a minute:', () => {
    it('the new one is another; after five wrong tries the old one is no longer valid, and the tries start anew', async () => {
      const redemptionId = await world.redeem(code);
      const first = await world.mailedCode(dana);
      for (let guess = 1; guess <= 5; guess += 1) await confirm(redemptionId, wrongCode(first, guess));
      world.pass({ seconds: 60 });
      const resent = await resend(redemptionId);
      expect([resent.status, resent.json]).toEqual([
        202,
        { redemptionId, status: 'awaitingConfirmation', sentTo: 'd•••@contoso.example' },
      ]);
      const second = await world.mailedCode(dana);
      expect(second).not.toBe(first);
      expect(await confirm(redemptionId, first)).toBe('422 confirmation-code-wrong');
      expect(await confirm(redemptionId, second)).toBe('200');
    });

    it('the old one works beside it until its own ten minutes are over', async () => {
      const ids = [await world.redeem(code, company(1)), await world.redeem(code, company(2))] as const;
      await world.deliver();
      const firsts = await Promise.all(ids.map((id) => codeOf(world, id)));
      world.pass({ minutes: 5 });
      for (const id of ids) expect((await resend(id)).status).toBe(202);
      await world.deliver();
      world.pass({ minutes: 5, seconds: -0.001 });
      expect(await confirm(ids[0], firsts[0] ?? '')).toBe('200');
      world.pass({ seconds: 0.001 });
      expect(await confirm(ids[1], firsts[1] ?? '')).toBe('410 confirmation-code-expired');
      expect(await confirm(ids[1], await codeOf(world, ids[1]))).toBe('200');
      expect(await confirm(ids[0], firsts[0] ?? '')).toBe('200');
    });

    it('all of them have five tries together', async () => {
      const redemptionId = await world.redeem(code);
      const codes = [await world.mailedCode(dana)];
      for (let minute = 1; minute <= 3; minute += 1) {
        const wrong = wrongCode(codes[0] ?? '', minute);
        expect(await confirm(redemptionId, codes.includes(wrong) ? '000000' : wrong)).toBe(
          '422 confirmation-code-wrong',
        );
        world.pass({ minutes: 1 });
        await resend(redemptionId);
        codes.push(await world.mailedCode(dana));
      }
      expect(new Set(codes).size).toBe(4);
      expect(await world.documents('redemption')).toMatchObject([{ tries: 3 }]);
      for (let guess = 5; guess <= 6; guess += 1) await confirm(redemptionId, wrongCode(codes[0] ?? '', guess));
      for (const each of codes) expect(await confirm(redemptionId, each)).toBe('429 too-many-attempts');
      world.pass({ minutes: 1 });
      await resend(redemptionId);
      const fresh = await world.mailedCode(dana);
      for (const each of codes) expect(await confirm(redemptionId, each)).toBe('422 confirmation-code-wrong');
      expect(await confirm(redemptionId, fresh)).toBe('200');
    });

    it('an older one that never left is as worthless as a guess', async () => {
      const redemptionId = await world.redeem(code);
      const unsent = await codeOf(world, redemptionId);
      world.mailService = () => ({ kind: 'throttled', retryAfterSeconds: 3600, detail: 'Later.' });
      world.pass({ minutes: 1 });
      await resend(redemptionId);
      expect(await confirm(redemptionId, unsent)).toBe('422 confirmation-code-wrong');
    });

    it('a form that nobody has answered is asked instead, in its language, and nothing is written', async () => {
      const redemptionId = await world.redeem(code, { language: 'he' });
      world.pass({ minutes: 1 });
      store.forget();
      const params = { code, redemptionId };
      for (const form of [{}, { sure: 'false' }, { sure: '' }, { sure: 'on' }, { language: 'he' }]) {
        const asked = await world.call('resendCode', { params, form, headers: browser });
        const page = pageOf(asked);
        expect([asked.status, page.querySelector('html')?.getAttribute('lang')]).toEqual([422, 'he']);
        expect(page.querySelector('[role="alert"] a')?.getAttribute('href')).toBe('#field-sure');
        const choices = page.querySelectorAll('fieldset[aria-invalid="true"] input[name="sure"]');
        expect(choices.map((choice) => choice.getAttribute('value'))).toEqual(['false', 'true']);
        expect(choices[0]?.getAttribute('id')).toBe('field-sure');
      }
      const program = await world.call('resendCode', { params, form: {}, headers: { accept: 'application/json' } });
      expect([program.status, refusalOf(program), program.json.errors]).toEqual([
        422,
        'invalid-request',
        [expect.objectContaining({ pointer: '/sure' })],
      ]);
      // As a browser does that sends a form with nothing in it.
      expect((await world.call('resendCode', { params, headers: browser })).status).toBe(422);
      expect(store.changing).toEqual([]);
    });

    it.each([
      ['nothing', {}],
      ['an empty object', { body: {} }],
      ['a yes', { body: { sure: true } }],
    ])('a program that sends %s means it', async (_what, call) => {
      const redemptionId = await world.redeem(code);
      world.pass({ minutes: 1 });
      expect((await world.call('resendCode', { params: { code, redemptionId }, ...call })).status).toBe(202);
    });

    it.each([
      ['something else', 422, { body: { sure: 'perhaps', more: [1] } }],
      ['no JSON', 400, { raw: '{' }],
    ])('a program that sends %s is told so', async (_what, status, call) => {
      const redemptionId = await world.redeem(code);
      world.pass({ minutes: 1 });
      store.forget();
      expect((await world.call('resendCode', { params: { code, redemptionId }, ...call })).status).toBe(status);
      expect(store.changing).toEqual([]);
    });

    it('not before', async () => {
      const redemptionId = await world.redeem(code);
      world.pass({ seconds: 18.5 });
      const refused = await resend(redemptionId);
      expect([refused.status, refusalOf(refused), refused.headers.get('retry-after')]).toEqual([
        429,
        'too-many-attempts',
        '42',
      ]);
      world.pass({ seconds: 41.5 });
      expect((await resend(redemptionId)).status).toBe(202);
      await world.deliver();
      expect(world.mails).toHaveLength(2);
    });

    it('once for an Idempotency-Key, however often the request is repeated', async () => {
      const redemptionId = await world.redeem(code);
      world.pass({ minutes: 1 });
      const params = { code, redemptionId };
      const repeat = (key: string) => world.call('resendCode', { params, headers: { 'idempotency-key': key } });
      const answers = [await repeat('again-1'), await repeat('again-1')];
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      expect(answers[1]?.json).toEqual(answers[0]?.json);
      expect(await world.documents('mail')).toHaveLength(2);
      expect((await repeat('again-2')).status).toBe(429);
      expect(refusalOf(await repeat('two words'))).toBe('malformed-request');
    });

    it('once, when it is asked for several times at once', async () => {
      const redemptionId = await world.redeem(code);
      world.pass({ minutes: 1 });
      const answers = await Promise.all(Array.from({ length: 5 }, () => resend(redemptionId)));
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 429, 429, 429, 429]);
      expect(await world.documents('mail')).toHaveLength(2);
    });

    it('a page shows the code entry again, and says that a new one is on its way', async () => {
      const redemptionId = await world.redeem(code);
      world.pass({ minutes: 1 });
      const params = { code, redemptionId };
      const resent = await world.call('resendCode', { params, form: { sure: 'true' }, headers: browser });
      expect([resent.status, resent.headers.get('location')]).toEqual([
        303,
        `/o/${code}/redemptions/${redemptionId}?sent=again`,
      ]);
      const page = await world.call('showRedemption', { params, query: { sent: 'again' } });
      expect(pageOf(page).querySelectorAll('[role="status"]')).toHaveLength(1);
      const tooSoon = await world.call('resendCode', { params, form: { sure: 'true' }, headers: browser });
      expect([tooSoon.status, pageOf(tooSoon).querySelectorAll('[role="alert"]').length]).toEqual([429, 1]);
    });

    it('the change, the mail, the counts and the audit entry are one batch, once the code is reserved', async () => {
      const redemptionId = await world.redeem(code);
      world.pass({ minutes: 1 });
      store.forget();
      await resend(redemptionId);
      expect(store.changing.map(({ ids }) => ids)).toEqual([
        [expect.stringMatching(/^throttle:typedEverywhere:/u)],
        [
          `redemption:${redemptionId}`,
          `mail:code-${redemptionId}-2`,
          expect.stringMatching(/^throttle:typed:/u),
          `audit:resent-${redemptionId}-2`,
        ],
      ]);
    });
  });

  describe('is mailed to an address five times in ten minutes and twenty times a day at most:', () => {
    it('the sixth is refused, and says how long to wait', async () => {
      for (let time = 0; time < 5; time += 1) {
        expect((await redeem()).status).toBe(202);
        world.pass({ minutes: 1 });
      }
      const refused = await redeem();
      expect([refused.status, refusalOf(refused), refused.headers.get('retry-after')]).toEqual([
        429,
        'too-many-attempts',
        '300',
      ]);
      world.pass({ seconds: 299.999 });
      expect((await redeem()).status).toBe(429);
      world.pass({ seconds: 0.001 });
      expect((await redeem()).status).toBe(202);
    });

    it('the twenty-first of a day is refused, until the first is a day old', async () => {
      for (let time = 0; time < 20; time += 1) {
        expect((await redeem()).status).toBe(202);
        world.pass({ minutes: 5 });
      }
      const refused = await redeem();
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, String((24 * 60 - 100) * 60)]);
      world.pass({ minutes: 24 * 60 - 100 });
      expect((await redeem()).status).toBe(202);
      expect((await redeem()).status).toBe(429);
    });

    it('new codes for the same redemption count', async () => {
      const redemptionId = await world.redeem(code);
      for (let time = 0; time < 4; time += 1) {
        world.pass({ minutes: 1 });
        expect((await resend(redemptionId)).status).toBe(202);
      }
      world.pass({ minutes: 1 });
      const refused = await resend(redemptionId);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '300']);
      expect((await redeem()).status).toBe(429);
    });

    it('on whatever offer, however its letters are written, and side by side too', async () => {
      const { code: other } = await world.invite({ productId: 'power-bi-pro-trial' });
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, number) =>
          world.call('redeemOffer', {
            params: { code: number % 2 === 0 ? code : other },
            body: { ...contoso, contact: { name: 'Dana', email: number % 3 === 0 ? 'DANA@Contoso.example' : dana } },
          }),
        ),
      );
      expect(answers.filter(({ status }) => status === 202)).toHaveLength(5);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
    });

    it('but a colleague is not locked out', async () => {
      for (let time = 0; time < 5; time += 1) await world.redeem(code);
      expect((await redeem()).status).toBe(429);
      expect((await redeem({ contact: { name: 'Eli', email: 'eli@contoso.example' } })).status).toBe(202);
      expect(await world.mailedCode('eli@contoso.example')).toMatch(/^\d{6}$/u);
    });

    it('and what was refused does not count', async () => {
      for (let time = 0; time < 5; time += 1) await world.redeem(code);
      for (let time = 0; time < 30; time += 1) await redeem();
      world.pass({ minutes: 10 });
      expect((await redeem()).status).toBe(202);
    });

    it('nothing of an address stands in the counts, which are gone after two days', async () => {
      await world.redeem(code);
      expect(JSON.stringify(await world.documents('code-throttle'))).not.toMatch(/dana|contoso/u);
      world.pass({ days: 2 });
      expect(await world.documents('code-throttle')).toEqual([]);
    });
  });

  describe('beyond the limit of the mailbox of an administrator on record', () => {
    const ruth = 'ruth@contoso.example';
    const ask = (number: number) => redeem({ contact: { name: 'X', email: `x${number}@contoso.example` } });
    beforeEach(() => putOnRecord(world));

    it('is withheld without a word: nobody is mailed, and it cannot even be guessed', async () => {
      for (let number = 1; number <= 5; number += 1) expect((await ask(number)).status).toBe(202);
      const sixth = await ask(6);
      expect(sixth.status).toBe(202);
      await world.deliver();
      expect(world.mails.map(({ to }) => to.address)).toEqual([ruth, ruth, ruth, ruth, ruth]);
      const redemptionId = String(sixth.json.redemptionId);
      expect(await confirm(redemptionId, await codeOf(world, redemptionId))).toBe('422 confirmation-code-wrong');
      expect(await world.documents('subscription')).toEqual([]);
    });

    it('is not listed as a mail that the partner could send after all', async () => {
      for (let number = 1; number <= 6; number += 1) await ask(number);
      await world.deliver();
      const [withheld] = (await world.documents('mail')).filter(({ status }) => status === 'withheld');
      const as = noa;
      const retried = await world.call('retryMail', { as, params: { mailId: String(withheld?.mailId) } });
      expect(retried.status).toBe(404);
      const listed = await world.call('listMails', { as });
      expect(listed.text).not.toContain(String(withheld?.mailId));
    });

    it('is mailed when it is asked for again later', async () => {
      for (let number = 1; number <= 5; number += 1) await ask(number);
      const redemptionId = String((await ask(6)).json.redemptionId);
      world.pass({ minutes: 10 });
      expect((await resend(redemptionId)).status).toBe(202);
      expect(await confirm(redemptionId, await world.mailedCode(ruth))).toBe('200');
    });

    it('stays within twenty a day, whatever addresses are typed', async () => {
      for (let number = 1; number <= 60; number += 1) {
        expect((await ask(number)).status).toBe(202);
        world.pass({ minutes: 3 });
        await world.deliver();
      }
      expect(world.mails).toHaveLength(20);
    });

    it('side by side, five are mailed, and all are answered alike', async () => {
      const answers = await Promise.all(Array.from({ length: 30 }, (_, number) => ask(number)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
      await world.deliver();
      expect(world.mails).toHaveLength(5);
    });

    it("leaves a stranger's mailbox alone", async () => {
      for (let number = 1; number <= 6; number += 1) await ask(number);
      const redemptionId = await world.redeem(code, company(1));
      expect(await confirm(redemptionId, await world.mailedCode('admin@company-1.example'))).toBe('200');
    });
  });
});
