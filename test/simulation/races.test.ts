import fc from 'fast-check';
import { brokenInvariants } from './invariants';
import { customerRaces } from './races/customer-races';
import { offerRaces } from './races/offer-races';
import { partnerRaces } from './races/partner-races';
import { preparedGround, Simulated, type Ground } from './simulated';

const races = { ...offerRaces, ...customerRaces, ...partnerRaces };
/** How many orders each is worked off in. */
const orders = 12;

let ground: Ground;
beforeAll(async () => {
  ground = await preparedGround();
}, 60_000);

describe('at the same moment, in whatever order the database works it off', () => {
  it.each(Object.entries(races))('%s', async (name, { before, at, holds }) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const simulated = new Simulated(ground, name);
        await before?.(simulated);
        simulated.turn = () => scheduler.schedule(Promise.resolve());
        const asked = Promise.all(at(simulated).map((ask) => ask()));
        await scheduler.waitFor(asked);
        simulated.turn = undefined;
        await holds(await asked, simulated);
        await simulated.recover();
        expect(brokenInvariants(simulated)).toEqual([]);
      }),
      { numRuns: orders },
    );
  });
});
