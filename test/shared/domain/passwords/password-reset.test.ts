import type { DirectoryUser } from '../../../../shared/domain/directory/directory-user';
import {
  beginSetting,
  codeAddressOf,
  endReset,
  isOver,
  mayApprove,
  mayReset,
  passwordSet,
  repetitionOf,
  resetKey,
  resetStateNow,
  resetView,
  turnOf,
  ResetState,
} from '../../../../shared/domain/passwords/password-reset';
import { aCustomer, after, aPartner } from '../../../redemption-samples';
import { noon } from '../../../world';
import { aReset, asking, colleague, sealed, somebody } from './samples';

const hour = 3600;
const over = ResetState.options.filter((state) => !['awaitingApproval', 'setting', 'ready'].includes(state));

describe('whose password may be reset', () => {
  const delegation = { status: 'active', since: noon.toISOString(), delegationId: 'd1' } as const;
  const judged = (target: Partial<DirectoryUser>, customer = aCustomer({ delegation })) =>
    mayReset(somebody(target), { user: colleague('noa'), partner: aPartner(), customer, now: noon });

  it('is anybody’s while the customer delegates; a global administrator’s with a colleague’s word', () => {
    expect(judged({})).toEqual({ ok: true, value: { allowedBy: 'delegation', needsApproval: false } });
    expect(judged({ roles: [{ role: 'globalAdministrator' }] })).toMatchObject({ value: { needsApproval: true } });
    expect(judged({ roles: [{ role: 'other' }] })).toMatchObject({ value: { needsApproval: false } });
    expect(judged({}, aCustomer())).toMatchObject({ refusal: 'forbidden' });
  });

  it.each([
    ['onPremises', 'Active Directory'],
    ['federated', 'identity provider'],
  ] as const)('is nobody’s whose password is elsewhere: %s', (passwordIn, where) => {
    expect(judged({ passwordIn })).toMatchObject({
      refusal: 'state-conflict',
      detail: expect.stringContaining(where) as string,
    });
  });
});

describe('where the second factor goes', () => {
  it('is the first address that is read without the password which is reset', () => {
    const avital = { email: 'avital@contoso.example', mailbox: 'a.bar@contoso.example' };
    const to = (...alternateAddresses: string[]) => codeAddressOf({ ...avital, alternateAddresses });
    expect(to('avital@home.example', 'avital@other.example')).toBe('avital@home.example');
    expect(to('Avital@CONTOSO.example', 'A.Bar@contoso.example', 'avital@home.example')).toBe('avital@home.example');
    expect(to('Avital@Contoso.example')).toBeUndefined();
    expect(to()).toBeUndefined();
  });

  it('is asked for only where there is one', () => {
    const request = { secondFactor: 'mail' } as const;
    expect(asking({ request })).toMatchObject({ value: { secondFactor: 'mail', codeTo: 'avital@home.example' } });
    expect(asking({ request, target: somebody({ alternateAddresses: [] }) })).toMatchObject({
      refusal: 'invalid-request',
      errors: [{ pointer: '/secondFactor' }],
    });
    expect(aReset()).not.toHaveProperty('codeTo');
  });
});

describe('a reset that was asked for', () => {
  it('waits a day for a colleague, in the language asked for or the customer’s, and names no secret', () => {
    expect(aReset()).toMatchObject({
      id: resetKey('reset-1'),
      revision: 1,
      state: 'awaitingApproval',
      attempts: 0,
      number: 0,
      tries: 0,
      language: 'en',
      expiresAt: after(24 * hour).toISOString(),
      dueAt: after(24 * hour).toISOString(),
      queue: 'password-resets',
    });
    expect(aReset({}, { request: { secondFactor: 'none', language: 'he' } })).toMatchObject({ language: 'he' });
  });

  it('goes on counting where the same request was lost before', () => {
    expect(aReset({}, { earlier: aReset({ revision: 4, attempts: 2, number: 3 }) })).toMatchObject({
      revision: 5,
      attempts: 2,
      number: 3,
    });
  });

  it('is what time makes of it, from the very moment on', () => {
    const expiresAt = after(60).toISOString();
    const became = (state: ResetState, seconds: number) => resetStateNow({ state, expiresAt }, after(seconds));
    for (const [state, later] of [
      ['awaitingApproval', 'lapsed'],
      ['setting', 'unknown'],
      ['ready', 'expired'],
    ] as const)
      expect([became(state, 59.999), became(state, 60)]).toEqual([state, later]);
    for (const state of over) expect(became(state, 60)).toBe(state);
  });

  it('can be taken back until it is over', () => {
    for (const state of ['awaitingApproval', 'ready'] as const) {
      expect(isOver(aReset({ state }), noon)).toBe(false);
      expect(isOver(aReset({ state }), after(24 * hour))).toBe(true);
    }
    for (const state of ['setting', ...over] as const) expect(isOver(aReset({ state }), noon)).toBe(true);
  });
});

describe('the same request again', () => {
  const again = (state: ResetState, said: { fingerprint?: string; publicKey?: string } = {}) =>
    repetitionOf(aReset({ state }), {
      fingerprint: said.fingerprint ?? 'f',
      link: { publicKey: said.publicKey ?? 'public' },
      now: noon,
    });

  it('is the same reset, or another attempt where nothing is known to have been set', () => {
    for (const state of ['awaitingApproval', 'ready', 'shown', 'expired', 'locked'] as const)
      expect(again(state)).toBe('same');
    for (const state of ['unknown', 'refused'] as const) expect(again(state)).toBe('anew');
    expect(again('setting')).toMatchObject({ refusal: 'request-in-progress' });
  });

  it('is refused when it says something else, or its link cannot be made any more', () => {
    expect(again('ready', { fingerprint: 'other' })).toMatchObject({ refusal: 'idempotency-key-reused' });
    expect(again('ready', { publicKey: 'other' })).toMatchObject({
      refusal: 'state-conflict',
      detail: expect.stringContaining('another reset') as string,
    });
  });
});

describe('a reset under way', () => {
  const setting = beginSetting(aReset(), after(10), { userId: 'boaz', name: 'Boaz' });

  it('asks the directory once more, for a minute, and says who approved', () => {
    expect(setting).toMatchObject({
      state: 'setting',
      revision: 2,
      attempts: 1,
      approvedBy: { userId: 'boaz', name: 'Boaz' },
      approvedAt: after(10).toISOString(),
      expiresAt: after(70).toISOString(),
      dueAt: after(70).toISOString(),
    });
    expect(beginSetting(aReset(), noon)).not.toHaveProperty('approvedBy');
  });

  it('shows the password for a quarter of an hour', () => {
    expect(passwordSet(setting, sealed, after(20))).toMatchObject({
      state: 'ready',
      revision: 3,
      sealed,
      setAt: after(20).toISOString(),
      expiresAt: after(20 + 15 * 60).toISOString(),
    });
  });

  it('leaves nothing sealed, and nothing for time to do, once it is over', () => {
    const ready = { ...passwordSet(setting, sealed, noon), lastGuess: 'g', codeTo: 'avital@home.example' };
    for (const state of ['shown', 'unknown'] as const) {
      const ended = endReset(ready, state, after(30));
      expect(ended).toMatchObject({ state, revision: 4, endedAt: after(30).toISOString() });
      for (const gone of ['sealed', 'queue', 'dueAt', 'codeTo', 'lastGuess']) expect(ended).not.toHaveProperty(gone);
    }
    expect(endReset(ready, 'shown', noon).ttl).toBeGreaterThan(0);
  });

  it('keeps where its code goes while a lost one may be approved once more', () => {
    const approved = { ...setting, needsApproval: true, codeTo: 'avital@home.example' };
    expect(endReset(approved, 'unknown', noon)).toMatchObject({ codeTo: 'avital@home.example' });
    expect(endReset(approved, 'refused', noon)).not.toHaveProperty('codeTo');
    expect(endReset({ ...setting, needsApproval: true }, 'unknown', noon)).not.toHaveProperty('codeTo');
  });

  it('begins anew as if it had never ended', () => {
    const anew = beginSetting({ ...endReset(setting, 'unknown', noon), sealed }, noon);
    for (const gone of ['endedAt', 'ttl', 'sealed']) expect(anew).not.toHaveProperty(gone);
    expect(anew.attempts).toBe(2);
  });

  it('takes the turn of that person’s password', () => {
    expect(turnOf(aReset())).toMatchObject({ type: 'password-turn', resetId: 'reset-1', customerId: aCustomer().id });
    expect(turnOf(aReset())).not.toHaveProperty('shownBy');
    expect(turnOf(aReset(), 'reset-0')).toMatchObject({ shownBy: 'reset-0' });
    expect(turnOf(aReset({ userId: 'boaz' })).id).not.toBe(turnOf(aReset()).id);
  });
});

describe('who may approve', () => {
  const may = (changes: Parameters<typeof aReset>[0], seconds = 0, approver = 'boaz') =>
    mayApprove(aReset({ needsApproval: true, ...changes }), { userId: approver }, after(seconds));

  it('is a colleague of whoever asked, within the day', () => {
    expect(may({})).toBeUndefined();
    expect(may({}, 0, 'noa')).toMatchObject({
      refusal: 'forbidden',
      detail: expect.stringMatching(/colleague/u) as string,
    });
    expect(may({}, 24 * hour)).toMatchObject({
      refusal: 'state-conflict',
      detail: 'There is nothing to approve: it is lapsed.',
    });
  });

  it('may approve once more what was lost, within the same day', () => {
    const lost = { state: 'unknown' } as const;
    expect(may(lost, 24 * hour - 1)).toBeUndefined();
    expect(may(lost, 24 * hour)).toMatchObject({ refusal: 'state-conflict' });
    expect(may({ ...lost, needsApproval: false })).toMatchObject({ refusal: 'state-conflict' });
    expect(may({ state: 'refused' })).toMatchObject({ refusal: 'state-conflict' });
    expect(may({ state: 'setting' })).toMatchObject({ refusal: 'request-in-progress' });
  });
});

it('tells the partner of a reset, never the password, nor the link; and when it was shown, if it was', () => {
  const shown = endReset(passwordSet(beginSetting(aReset(), noon), sealed, noon), 'shown', after(30));
  const view = resetView(shown, noon);
  expect(view).toMatchObject({
    id: 'reset-1',
    status: 'shown',
    user: { userId: 'avital', name: 'Avital Bar', email: 'avital@contoso.example' },
    askedBy: { userId: 'noa', name: 'Noa Levi' },
    createdAt: noon.toISOString(),
    setAt: noon.toISOString(),
    shownAt: after(30).toISOString(),
    endedAt: after(30).toISOString(),
  });
  for (const secret of ['sealed', 'link', 'fingerprint', 'codeTo']) expect(view).not.toHaveProperty(secret);
  expect(resetView(endReset(shown, 'withdrawn', noon), noon).shownAt).toBeUndefined();
  expect(resetView(aReset(), after(24 * hour)).status).toBe('lapsed');
});
