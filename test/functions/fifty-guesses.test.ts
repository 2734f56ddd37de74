import type { HttpOperationName } from '../../shared/http/access';
import { codeOf, putOnRecord, refusalOf, wrongCode } from '../link-world';
import { goodCalls, portalWorld, type Here } from '../portal-world';
import { contoso, type Answer, type Call, type World } from '../world';

type Guess = (code: string) => Call;

/** Has a code mailed, by the operation that mails it, and gives it as its reader does. */
async function mailed(world: World, here: Here, ask: HttpOperationName, kind: string): Promise<string> {
  const asked = await world.call(ask, goodCalls[ask](here));
  if (asked.status !== 202) throw new Error(`No code was to be had: ${asked.text}`);
  await world.deliver();
  return world.mails.findLast((mail) => mail.kind === kind)?.code ?? '';
}

/** Where a mailed code is entered: how it comes there, and how a code is tried. */
const entrances: Readonly<Record<string, (world: World, here: Here) => Promise<readonly [code: string, Guess]>>> = {
  confirmRedemption: async (world, { code, redemptionId }) => [
    await codeOf(world, redemptionId),
    (confirmationCode) => ({ params: { code, redemptionId }, body: { confirmationCode } }),
  ],
  confirmClaim: async (world, here) => {
    await putOnRecord(world, { domain: 'adatum.example' });
    const { code, redemptionId } = here;
    const right = await mailed(world, here, 'claimAdministrator', 'claimCode');
    return [right, (confirmationCode) => ({ params: { code, redemptionId }, body: { confirmationCode } })];
  },
  enterAccessCode: async (world, here) => [
    await mailed(world, here, 'askForAccessCode', 'accessCode'),
    (confirmationCode) => ({ params: { token: here.token }, body: { confirmationCode } }),
  ],
  confirmAdministrator: async (world, here) => {
    await mailed(world, here, 'changeAdministrator', 'administratorCode');
    const codeFor = (address: string) =>
      world.mails.findLast(({ kind, to }) => kind === 'administratorCode' && to.address === address)?.code ?? '';
    const newCode = codeFor('omer@contoso.example');
    const { params = {}, headers = {} } = goodCalls.confirmAdministrator(here);
    return [codeFor(contoso.contact.email), (currentCode) => ({ params, headers, body: { currentCode, newCode } })];
  },
  enterDeskCode: async (world, here) => [
    await mailed(world, here, 'askForDeskCode', 'serviceRequestCode'),
    (confirmationCode) => ({ params: { token: here.requestToken }, body: { confirmationCode } }),
  ],
  revealPassword: async (world, here) => [
    await mailed(world, here, 'askForRevealCode', 'revealCode'),
    (confirmationCode) => ({
      params: { token: here.codeRevealToken },
      form: { confirmationCode },
      headers: { accept: 'text/html' },
    }),
  ],
};

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
    const [right, guess] = (await entrances[entrance]?.(world, here)) ?? ['', () => ({})];
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
    const [right, guess] = (await entrances[entrance]?.(world, here)) ?? ['', () => ({})];
    expect((await world.call(name, guess(right))).status).toBe(200);
  });
});
