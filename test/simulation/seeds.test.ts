import { changing } from './moves';
import { live, shortest, toldOf } from './seeds';
import { preparedGround, type Ground } from './simulated';

/** `npm test` tells 5,000 stories, `npm run test:long` as many as `SEEDS` says, and `SEED` one alone. */
const one = process.env.SEED;
const seeds = Number(process.env.SEEDS ?? 5_000);
const together = 250;
const first = Array.from({ length: Math.ceil(seeds / together) }, (_, index) => index * together);

let ground: Ground;
beforeAll(async () => {
  ground = await preparedGround();
}, 60_000);

/** Which operations were accepted in any of the stories. */
const accepted = new Set<string>();

async function expectWhole(seed: number): Promise<void> {
  const broken = await live(ground, seed, { accepted });
  if (broken.length === 0) return;
  const steps = toldOf(seed, await shortest(ground, seed));
  const again = `SEED=${seed} npx jest test/simulation/seeds.test.ts`;
  throw new Error(`Seed ${seed} breaks:\n  ${broken.join('\n  ')}\nafter:\n  ${steps}\nAgain: ${again}`);
}

describe('whatever is done and whatever goes wrong', () => {
  if (one !== undefined)
    it(`nothing is lost, doubled or half made: seed ${one}`, async () => {
      console.log(`Seed ${one}:\n  ${toldOf(Number(one))}`);
      await expectWhole(Number(one));
    });
  else {
    it.each(first)(
      'nothing is lost, doubled or half made: seeds from %d',
      async (from) => {
        for (let seed = from; seed < Math.min(from + together, seeds); seed += 1) await expectWhole(seed);
      },
      300_000,
    );

    it('every operation that changes anything is accepted in some story', () => {
      expect(changing.filter((name) => !accepted.has(name))).toEqual([]);
    });
  }
});
