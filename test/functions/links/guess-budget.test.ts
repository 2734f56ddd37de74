import { customerIdOfDomain } from '../../../shared/domain/customers/customer';
import { StoreUnavailable } from '../../../shared/ports';
import {
  browser,
  codeOf,
  company,
  everythingStored,
  pageOf,
  putOnRecord,
  refusalOf,
  wrongCode,
} from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, type Answer, type World } from '../../world';

const ruth = 'ruth@contoso.example';

describe('wrong codes for one customer', () => {
  let world: World;
  let store: WatchedStore;
  let code: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    ({ code } = await world.invite());
    store.forget();
  });
  afterEach(() => world.close());

  const told = (answer: Answer) => (answer.status === 200 ? '200' : `${answer.status} ${refusalOf(answer)}`);
  const budgetOf = async (domain: string) => {
    const day = new Date(world.now).toISOString().slice(0, 10);
    const all = await world.documents('guess-budget');
    return all.find(({ id }) => id === `guesses:${customerIdOfDomain(domain)}:${day}`)?.guesses;
  };
  let typed = 0;
  /** An answer in the name of this domain, by a mailbox that nobody has typed before. */
  const asAnybody = (domain: string, link = code) => {
    typed += 1;
    const contact = { name: 'X', email: `x${typed}@${domain}` };
    return world.redeem(link, { primaryDomain: domain, contact });
  };
  /** Tries so many wrong codes, five of each answer, each of them by somebody else. */
  const guessing = async (domain: string, guesses: number, atOnce = 25): Promise<readonly Answer[]> => {
    const answers: Answer[] = [];
    while (answers.length < guesses) {
      const wrong = await Promise.all(
        Array.from({ length: Math.min(atOnce, guesses - answers.length) / 5 }, async () => {
          const id = await asAnybody(domain);
          const right = await codeOf(world, id);
          return [1, 2, 3, 4, 5].map((by) => () => world.confirm(code, id, wrongCode(right, by)));
        }),
      );
      answers.push(...(await Promise.all(wrong.flat().map((guess) => guess()))));
    }
    return answers;
  };
  const judged = (answers: readonly Answer[]) => answers.filter(({ status }) => status !== 429).length;

  it('are looked at a hundred times a day, of 1,500 with ever new mailboxes, while its administrator confirms', async () => {
    await putOnRecord(world);
    const own = await world.redeem(code, { contact: { name: 'Ruth Katz', email: ruth } });
    const right = await world.mailedCode(ruth);
    const answers = await guessing('contoso.example', 1500);
    expect([answers.length, judged(answers)]).toEqual([1500, 100]);
    expect(new Set(answers.map(told))).toEqual(new Set(['422 confirmation-code-wrong', '429 too-many-attempts']));
    expect(told(await world.confirm(code, own, right))).toBe('200');
    expect(await budgetOf('contoso.example')).toBe(100);
  }, 180_000);

  it('are looked at as often, and refused in the same words, when there is no such customer', async () => {
    await putOnRecord(world, { domain: 'known.example' });
    const told = async (domain: string) => {
      const answers = await guessing(domain, 150);
      const last = answers.at(-1);
      const { traceId: _trace, ...said } = last?.json ?? {};
      return { judged: judged(answers), said, retryAfter: last?.headers.get('retry-after') };
    };
    const [known, unknown] = [await told('known.example'), await told('stranger.example')];
    expect(known).toEqual(unknown);
    expect(known).toMatchObject({ judged: 100, said: { status: 429 }, retryAfter: String(12 * 3600) });
    for (const domain of ['known.example', 'stranger.example']) {
      const id = await asAnybody(domain);
      const wrong = wrongCode(await codeOf(world, id));
      store.forget();
      await world.confirm(code, id, wrong);
      // Somebody has guessed today, so that the day's guesses are there already, and are counted up.
      expect(store.rounds).toEqual(['patch', 'read read write read read', 'patch', 'read']);
    }
  });

  it('are looked at again the next day', async () => {
    await guessing('contoso.example', 100);
    const id = await asAnybody('contoso.example');
    const right = await world.mailedCode(`x${typed}@contoso.example`);
    expect(told(await world.confirm(code, id, right))).toBe('429 too-many-attempts');
    expect(told(await world.confirm(code, id, wrongCode(right)))).toBe('429 too-many-attempts');
    world.pass({ minutes: 12 * 60 });
    world.pass({ minutes: 1 });
    await world.call('resendCode', { params: { code, redemptionId: id }, body: {} });
    const next = await world.mailedCode(`x${typed}@contoso.example`);
    expect(told(await world.confirm(code, id, next))).toBe('200');
    world.pass({ days: 3 });
    expect(await world.documents('guess-budget')).toEqual([]);
  });

  it('stop nobody of another company, nor of the same at another partner', async () => {
    await guessing('contoso.example', 120);
    const id = await world.redeem(code, company(1));
    expect(told(await world.confirm(code, id, await world.mailedCode('admin@company-1.example')))).toBe('200');
  });

  it('of the administrator’s own answer are refused in the same words, and only its right one shows a difference', async () => {
    await putOnRecord(world);
    const own = await world.redeem(code, { contact: { name: 'Ruth', email: 'Ruth@Contoso.example' } });
    const right = await world.mailedCode(ruth);
    await guessing('contoso.example', 100);
    const others = await asAnybody('contoso.example');
    const texts: string[] = [];
    for (const id of [own, others]) {
      const answer = await world.confirm(code, id, wrongCode(right));
      texts.push(answer.text.replace(/"traceId":"\w+"/u, ''));
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, String(12 * 3600)]);
    }
    expect(texts[0]).toBe(texts[1]);
    expect(told(await world.confirm(code, own, right))).toBe('200');
    expect(told(await world.confirm(code, own, right))).toBe('200');
  });

  it('cannot be tried without end for the administrator’s own answer either, before or after it is confirmed', async () => {
    await putOnRecord(world);
    const { code: other } = await world.invite({ productId: 'power-bi-pro-trial' });
    const first = await world.redeem(code, { contact: { name: 'Ruth', email: ruth } });
    const rightFirst = await world.mailedCode(ruth);
    const second = await world.redeem(other, { contact: { name: 'Ruth', email: ruth } });
    const rightSecond = await world.mailedCode(ruth);
    await guessing('contoso.example', 100);
    for (let by = 1; by <= 5; by += 1) {
      expect(told(await world.confirm(code, first, wrongCode(rightFirst, by)))).toBe('429 too-many-attempts');
      expect(told(await world.confirm(other, second, wrongCode(rightSecond, by % 2)))).toBe(
        by % 2 ? '429 too-many-attempts' : '200',
      );
    }
    expect(told(await world.confirm(code, first, rightFirst))).toBe('429 too-many-attempts');
    for (let by = 1; by <= 5; by += 1) await world.confirm(other, second, wrongCode(rightSecond, by));
    expect(told(await world.confirm(other, second, rightSecond))).toBe('429 too-many-attempts');
    world.pass({ days: 1 });
    expect(told(await world.confirm(other, second, rightSecond))).toBe('200');
  });

  it('are told on the page, with how long to wait', async () => {
    await guessing('contoso.example', 100);
    const id = await asAnybody('contoso.example');
    const form = { confirmationCode: wrongCode(await codeOf(world, id)) };
    const page = await world.call('confirmRedemption', { params: { code, redemptionId: id }, form, headers: browser });
    expect([page.status, page.headers.get('retry-after')]).toEqual([429, String(12 * 3600)]);
    expect(pageOf(page).querySelector('[role=alert]')?.text).toContain('Try again in 12 hours.');
  });

  it('do not count what was right: confirmed, refused by the record, or shown again', async () => {
    const holdings = { 'microsoft-365-business-premium': { trialSubscriptionId: 'earlier' } };
    await putOnRecord(world, { domain: 'fourth-coffee.example', holdings });
    const refused = await world.redeem(code, {
      primaryDomain: 'fourth-coffee.example',
      contact: { name: 'Ada', email: 'ada@fourth-coffee.example' },
    });
    const right = await world.mailedCode('ruth@fourth-coffee.example');
    for (let time = 0; time < 3; time += 1)
      expect(told(await world.confirm(code, refused, right))).toBe('409 trial-already-used');
    expect(await budgetOf('fourth-coffee.example')).toBe(0);

    const id = await world.redeem(code, company(7));
    const own = await world.mailedCode('admin@company-7.example');
    expect(told(await world.confirm(code, id, wrongCode(own)))).toBe('422 confirmation-code-wrong');
    for (let time = 0; time < 3; time += 1) expect(told(await world.confirm(code, id, own))).toBe('200');
    expect(await budgetOf('company-7.example')).toBe(1);
  });

  it('do not count what the database kept from being judged', async () => {
    const id = await world.redeem(code, company(8));
    const right = await world.mailedCode('admin@company-8.example');
    const error = new StoreUnavailable('down', 1);
    store.fault = (_index, { kind, ids }) =>
      kind === 'write' && ids.some((each) => each.startsWith('subscription:')) ? { when: 'before', error } : undefined;
    expect((await world.confirm(code, id, right)).status).toBe(503);
    store.fault = () => undefined;
    expect(await budgetOf('company-8.example')).toBe(0);
    expect(told(await world.confirm(code, id, right))).toBe('200');
  });

  it('count after a confirmation too: then not even the right one is looked at, until the day has passed', async () => {
    const id = await world.redeem(code, company(9));
    const right = await world.mailedCode('admin@company-9.example');
    await world.confirm(code, id, right);
    const wrong = await Promise.all(
      Array.from({ length: 130 }, (_, by) => world.confirm(code, id, wrongCode(right, by + 1))),
    );
    expect(wrong.filter(({ status }) => status === 422)).toHaveLength(5);
    expect(await budgetOf('company-9.example')).toBe(100);
    expect(told(await world.confirm(code, id, right))).toBe('429 too-many-attempts');
    world.pass({ days: 1 });
    expect(told(await world.confirm(code, id, right))).toBe('200');
  });

  it('leave nothing behind that tells what was typed', async () => {
    const id = await world.redeem(code, company(3));
    const right = await world.mailedCode('admin@company-3.example');
    await world.confirm(code, id, wrongCode(right));
    const stored = await everythingStored(world);
    expect(stored).not.toContain(wrongCode(right));
    const guesses = [...stored.matchAll(/"lastGuess":"([^"]+)"/gu)].map(([, guess]) => guess);
    expect(new Set(guesses).size).toBe(1);
    expect(guesses[0]).toMatch(/^[\w-]{22}$/u);
    expect((await world.call('listOffers', { as: noa })).text).not.toContain(String(guesses[0]));
  });

  it('have ids that end in time, for the longest name that a customer is known by', async () => {
    const domain = `${'a'.repeat(61)}.${'b'.repeat(61)}.${'c'.repeat(57)}.example`;
    const id = await asAnybody(domain);
    expect(told(await world.confirm(code, id, wrongCode(await codeOf(world, id))))).toBe('422 confirmation-code-wrong');
    expect(await budgetOf(domain)).toBe(1);
  });
});
