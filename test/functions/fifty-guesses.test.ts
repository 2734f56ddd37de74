import type { HttpOperationName } from '../../shared/http/access';
import { entrances } from '../code-entrances';
import { refusalOf, wrongCode } from '../link-world';
import { goodCalls, portalWorld, type Here } from '../portal-world';
import type { Answer, World } from '../world';

it('are tried at every entrance that takes a code', async () => {
  const { world, here } = await portalWorld();
  const bearers = (Object.keys(goodCalls) as HttpOperationName[]).filter((name) =>
    JSON.stringify(goodCalls[name](here)).includes('000000"'),
  );
  expect([...bearers, 'revealPassword'].sort()).toEqual(Object.keys(entrances).sort());
  world.close();
});

describe.each(Object.keys(entrances))('fifty guesses at the same moment at %s', (entrance) => {
  const name = entrance as HttpOperationName;
  let world: World;
  let here: Here;
  beforeEach(async () => {
    ({ world, here } = await portalWorld());
  });
  afterEach(() => world.close());

  const isTried = (answer: Answer) =>
    answer.headers.get('content-type')?.includes('json') === true
      ? refusalOf(answer) === 'confirmation-code-wrong'
      : answer.status === 422;

  it('are five tries, and not even the right code is taken after them', async () => {
    const [right, guess] = (await entrances[name]?.(world, here)) ?? ['', () => ({})];
    expect(right).toMatch(/^\d{6}$/u);
    const guesses = Array.from({ length: 50 }, (_, by) => wrongCode(right, by + 1));
    const answers = await Promise.all(guesses.map((code) => world.call(name, guess(code))));
    const tried = answers.filter(isTried).length;
    // The fifth wrong code destroys a password: nobody who has not been answered yet hears of a try any more.
    if (name === 'revealPassword') expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([410]));
    else expect(tried).toBe(5);
    const late = await world.call(name, guess(right));
    expect([410, 429]).toContain(late.status);
    expect(late.cookies).toEqual([]);
  });

  it('are what refuses it: without them the right code is taken', async () => {
    const [right, guess] = (await entrances[name]?.(world, here)) ?? ['', () => ({})];
    expect((await world.call(name, guess(right))).status).toBe(200);
  });
});
