import { countGuesses, guessesSpent } from '../../../shared/keys/key-guesses';
import { tenants, World } from '../../world';

const noa = { partnerId: tenants.northwind, user: { userId: 'noa' } };
const colleague = { partnerId: tenants.northwind, user: { userId: 'lior' } };

describe('guessing product keys', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.close());

  it('ends after twenty in ten minutes, for that user alone', async () => {
    for (let guess = 0; guess < 20; guess += 1) {
      expect(await guessesSpent(world.ports, noa)).toBeUndefined();
      expect(await countGuesses(world.ports, noa, 1)).toBeUndefined();
      world.pass({ seconds: 10 });
    }
    expect(await guessesSpent(world.ports, noa)).toMatchObject({
      refusal: 'too-many-attempts',
      retryAfterSeconds: 400,
    });
    expect(await guessesSpent(world.ports, colleague)).toBeUndefined();
    world.pass({ seconds: 400 });
    expect(await guessesSpent(world.ports, noa)).toBeUndefined();
  });

  it('counts every key of one call', async () => {
    expect(await countGuesses(world.ports, noa, 19)).toBeUndefined();
    expect(await guessesSpent(world.ports, noa)).toBeUndefined();
    expect(await countGuesses(world.ports, noa, 30)).toBeUndefined();
    expect(await guessesSpent(world.ports, noa)).toMatchObject({ retryAfterSeconds: 600 });
  });

  it('tells no more than twenty, however many are tried at once', async () => {
    const told = await Promise.all(Array.from({ length: 60 }, () => countGuesses(world.ports, noa, 1)));
    expect(told.filter((refused) => refused === undefined)).toHaveLength(20);
    expect(told.filter((refused) => refused?.refusal === 'too-many-attempts')).toHaveLength(40);
  });
});
