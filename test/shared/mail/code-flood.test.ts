/** The attack: one public link is answered with invented companies, again and again. */
import { CodeFlood } from '../../code-flood';

/** Gone through a quarter of an hour at a time, so that no test takes long. */
const quarters = Array.from({ length: 5 }, (_, index) => index * 15);

const standard = { perMinute: 30, perHour: 100 };

describe.each([
  // The quota; flooded links of the partner, flooded partners beside it, how often others ask, and how long they wait at most.
  ['one link', standard, { links: 1, partners: 0 }, 5, { other: 59, own: 299 }],
  [
    'one link, the quota being an Azure address’s',
    { perMinute: 5, perHour: 10 },
    { links: 1, partners: 0 },
    45,
    { other: 59, own: 600 },
  ],
  [
    'one link, the quota being larger',
    { perMinute: 60, perHour: 500 },
    { links: 1, partners: 0 },
    5,
    { other: 59, own: 59 },
  ],
  ['ten links of one partner', standard, { links: 10, partners: 0 }, 15, { other: 59, own: 299 }],
  ['one link of each of five partners', standard, { links: 0, partners: 5 }, 15, { other: 59, own: 59 }],
])('a flood of 300 answers on %s', (_what, quota, { links, partners }, everyMinutes, longest) => {
  const flood = new CodeFlood(quota);
  const uninvolved = { own: '', other: '' };
  const flooded: string[] = [];
  let asked = 0;
  afterAll(() => flood.world.close());
  beforeAll(async () => {
    const { own, other } = await flood.links(links + 1);
    Object.assign(uninvolved, { own: own.at(-1), other });
    flooded.push(...own.slice(0, links));
    for (let number = 0; number < partners; number += 1) flooded.push(await flood.linkOfPartner(number));
    await flood.answers(flooded, 300);
    await flood.pass(5);
  });

  it.each(quarters)('keeps nobody else waiting for long in the quarter hour from minute %d', async (from) => {
    for (let minute = from; minute < from + 15; minute += 1) {
      if (minute % everyMinutes === 0) {
        await flood.answer(uninvolved.other);
        await flood.answer(uninvolved.own);
        asked += 1;
      }
      await flood.pass(60);
    }
    expect(Math.max(...flood.waits(uninvolved.other))).toBeLessThanOrEqual(longest.other);
    expect(Math.max(...flood.waits(uninvolved.own))).toBeLessThanOrEqual(longest.own);
  });

  it('leaves no other code behind, and is itself sent as far as there is room: nobody is refused', async () => {
    await flood.pass(longest.own + 60);
    expect([flood.sent(uninvolved.other), flood.sent(uninvolved.own)]).toEqual([asked, asked]);
    expect(flood.service.throttled).toBe(0);
    const sent = flooded.reduce((sum, link) => sum + flood.sent(link), 0);
    expect(sent).toBeGreaterThanOrEqual(Math.min(300, quota.perHour));
    const refused = (await flood.world.documents('mail')).filter(
      ({ status }) => status === 'failed' || status === 'withheld',
    );
    expect(refused).toEqual([]);
  });
});
