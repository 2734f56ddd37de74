/** Where a mailed code is entered: how it comes there, and how a code is tried. */
import type { HttpOperationName } from '../shared/http/access';
import { codeOf, putOnRecord } from './link-world';
import { goodCalls, type Here } from './portal-world';
import { contoso, type Call, type World } from './world';

type Guess = (code: string) => Call;
type Entrance = (world: World, here: Here) => Promise<readonly [code: string, Guess]>;

/** Has a code mailed, by the operation that mails it, and gives it as its reader does. */
async function mailed(world: World, here: Here, ask: HttpOperationName, kind: string): Promise<string> {
  const asked = await world.call(ask, goodCalls[ask](here));
  if (asked.status !== 202) throw new Error(`No code was to be had: ${asked.text}`);
  await world.deliver();
  return world.mails.findLast((mail) => mail.kind === kind)?.code ?? '';
}

/** By the operation: what gives the right code, and how any code is tried. */
export const entrances: Readonly<Partial<Record<HttpOperationName, Entrance>>> = {
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
