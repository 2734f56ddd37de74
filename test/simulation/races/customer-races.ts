/** Races for what is a customer's: its administrator, its delegation, its people's passwords and its requests. */
import { contosoId, reset, tokenOf } from '../../directory-world';
import { contoso, noa } from '../../world';
import { calling, onAccessPage } from '../moves';
import type { Simulated } from '../simulated';
import { fiveOf, ok, times, whatever, wrongCodes, type Race } from './race';

/** The link to a password. */
const made = { token: '' };

/** What is drawn where nothing depends on it. */
const anyhow = (name: string) => ({ name, roll: () => 0 });

async function claimed(simulated: Simulated): Promise<void> {
  for (const name of ['claimAdministrator', 'confirmClaim'] as const) {
    await calling(name)(simulated, anyhow(name));
    await simulated.feed();
  }
}

async function changing(simulated: Simulated): Promise<void> {
  await calling('changeAdministrator')(simulated, anyhow('change'));
  await simulated.feed();
}

const codes = (simulated: Simulated) => ({
  currentCode: simulated.mailed('administratorCode', contoso.contact.email) ?? '',
  newCode: simulated.mailed('administratorCode', 'omer@contoso.example') ?? '',
});

export const customerRaces: Readonly<Record<string, Race>> = {
  'a change of the administrator that is confirmed three times': {
    before: changing,
    at: (simulated) =>
      times(
        3,
        () => () =>
          simulated.world.call('confirmAdministrator', { ...onAccessPage(simulated), body: codes(simulated) }),
      ),
    holds: (answers, simulated) => {
      expect(ok(answers)).toBeGreaterThanOrEqual(1);
      expect(simulated.of('audit').filter(({ action }) => action === 'administratorChanged')).toHaveLength(1);
    },
  },
  'a claim that is stopped while a change of the administrator is confirmed': {
    before: async (simulated) => {
      await claimed(simulated);
      await changing(simulated);
    },
    at: (simulated) => [
      () => simulated.world.call('stopClaim', { ...onAccessPage(simulated), body: {} }),
      () => simulated.world.call('confirmAdministrator', { ...onAccessPage(simulated), body: codes(simulated) }),
    ],
    holds: (answers, simulated) => {
      expect(answers.map(({ status }) => status)).not.toContain(500);
      expect(simulated.of('administrator-claim').filter(({ status }) => status === 'pending')).toEqual([]);
    },
  },
  'twelve guesses at the code of a customer page': {
    before: async (simulated) => {
      await calling('askForAccessCode')(simulated, anyhow('ask'));
      await simulated.feed();
    },
    at: (simulated) =>
      wrongCodes(simulated.mailed('accessCode') ?? '', 12).map(
        (confirmationCode) => () =>
          simulated.world.call('enterAccessCode', {
            params: { token: simulated.here.token },
            body: { confirmationCode },
          }),
      ),
    holds: fiveOf,
  },
  'twelve guesses at the code of a service desk': {
    before: async (simulated) => {
      await calling('askForDeskCode')(simulated, anyhow('ask'));
      await simulated.feed();
    },
    at: (simulated) =>
      wrongCodes(simulated.mailed('serviceRequestCode') ?? '', 12).map(
        (confirmationCode) => () =>
          simulated.world.call('enterDeskCode', {
            params: { token: simulated.here.requestToken },
            body: { confirmationCode },
          }),
      ),
    holds: fiveOf,
  },
  'a password that three look at': {
    before: async (simulated) => {
      made.token = tokenOf(await reset(simulated.world, simulated.here.clientUserId));
    },
    at: ({ world }) =>
      times(3, () => () => world.call('revealPassword', { params: { token: made.token }, form: { sure: 'true' } })),
    holds: (answers) => expect(answers.filter(({ status }) => status === 200)).toHaveLength(1),
  },
  'a password that is withdrawn while somebody looks at it': {
    at: ({ world, here: { revealToken: token, resetId } }) => [
      () => world.call('revealPassword', { params: { token }, form: { sure: 'true' } }),
      () => world.call('withdrawPasswordReset', { as: noa, params: { resetId }, headers: whatever }),
    ],
    holds: (answers) => expect(answers.map(({ status }) => status)).not.toContain(500),
  },
  'a reset that is approved twice and withdrawn': {
    at: ({ world, here: { waitingResetId: resetId } }) => [
      () => world.call('approvePasswordReset', { as: noa, params: { resetId } }),
      () => world.call('withdrawPasswordReset', { as: noa, params: { resetId }, headers: whatever }),
      () => world.call('approvePasswordReset', { as: noa, params: { resetId } }),
    ],
    holds: async ([, withdrawn], { world, here: { waitingResetId: resetId } }) => {
      const { status } = (await world.call('getPasswordReset', { as: noa, params: { resetId } })).json;
      if (withdrawn?.status === 204) expect(status).toBe('withdrawn');
      else expect(status).not.toBe('withdrawn');
    },
  },
  'delegation that ends while it is used': {
    at: ({ world, here: { clientUserId: userId } }) => [
      () => world.call('endDelegation', { as: noa, params: { customerId: contosoId }, headers: whatever }),
      () => world.call('resetPassword', { as: noa, params: { customerId: contosoId, userId }, body: {} }),
    ],
    holds: async ([ended, made], { world }) => {
      expect(ended?.status).toBe(204);
      if (made?.status !== 201) return;
      const shown = await world.call('revealPassword', { params: { token: tokenOf(made) }, form: { sure: 'true' } });
      expect(shown.status).toBe(410);
    },
  },
  'delegation that both sides end': {
    at: (simulated) => [
      () => simulated.world.call('endDelegation', { as: noa, params: { customerId: contosoId }, headers: whatever }),
      () => simulated.world.call('endDelegationAsCustomer', { ...onAccessPage(simulated), body: {} }),
    ],
    holds: (answers, simulated) => {
      expect(ok(answers)).toBeGreaterThanOrEqual(1);
      expect(simulated.of('audit').filter(({ action }) => action === 'delegationEnded')).toHaveLength(1);
    },
  },
  'partner of record that is taken back three times': {
    at: (simulated) =>
      times(3, () => () => {
        const { params, headers } = onAccessPage(simulated);
        const { subscriptionId } = simulated.here;
        return simulated.world.call('endPartnerOfRecord', { params: { ...params, subscriptionId }, headers, body: {} });
      }),
    holds: (answers, simulated) => {
      expect(ok(answers)).toBeGreaterThanOrEqual(1);
      expect(simulated.of('audit').filter(({ action }) => action === 'partnerOfRecordEnded')).toHaveLength(1);
    },
  },
  'notes that three write to a service request while it is closed': {
    at: ({ world, here: { requestId } }) => [
      ...times(
        3,
        (index) => () =>
          world.call('addServiceNote', {
            as: noa,
            params: { requestId },
            body: { text: `Called back ${index}` },
          }),
      ),
      () =>
        world.call('updateServiceRequest', {
          as: noa,
          params: { requestId },
          headers: whatever,
          body: { status: 'closed' },
        }),
    ],
    holds: async (answers, { world, here: { requestId } }) => {
      const { notes } = (await world.call('getServiceRequest', { as: noa, params: { requestId } })).json;
      expect(notes).toHaveLength(ok(answers.slice(0, 3)));
    },
  },
};
