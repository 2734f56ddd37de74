import { putOnRecord } from '../../../../shared/domain/customers/administrator';
import {
  awaitsCodes,
  changeCodeMails,
  isSameChange,
  judgedTogether,
  mayChangeMailbox,
  nextChangeCodes,
  proposeChange,
  type AdministratorChange,
} from '../../../../shared/domain/customers/administrator-change';
import { refuse } from '../../../../shared/domain/refusal';
import { countCode, type CodeThrottle } from '../../../../shared/domain/throttle';
import { aCustomer, after, aPartner } from '../../../redemption-samples';
import { contoso, noon } from '../../../world';

const customer = aCustomer();
const boaz = { name: 'Boaz', email: 'boaz@contoso.example' };
const full = Array.from({ length: 5 }).reduce<CodeThrottle | undefined>(
  (throttle) => countCode('t', 'p', throttle, noon),
  undefined,
);

function proposed(changes: Partial<AdministratorChange> = {}, askedWith?: string): AdministratorChange {
  const about = { customer, contact: boaz, changeId: 'c1', keyId: 'k', throttle: undefined, now: noon };
  const made = proposeChange({ ...about, askedWith });
  if (!made.ok) throw new Error(made.refusal);
  return { ...made.value, ...changes };
}

describe('another administrator on record', () => {
  it('awaits two codes, of the one who is and the one who is to be', () => {
    expect(proposed()).toMatchObject({
      customerId: customer.id,
      status: 'awaitingCodes',
      contact: boaz,
      former: customer.contact,
      number: 1,
      tries: 0,
      askedAt: noon.toISOString(),
    });
    expect(proposed()).not.toHaveProperty('askedWith');
    expect(proposed({}, 'press')).toMatchObject({ askedWith: 'press' });
    const [former, next, ...more] = changeCodeMails(customer, proposed()).toSorted((one) =>
      one.to.address === boaz.email ? 1 : -1,
    );
    expect(former).toMatchObject({
      to: { address: contoso.contact.email, name: contoso.contact.name },
    });
    expect(next?.to).toEqual({ address: boaz.email });
    expect(next?.content).toMatchObject({ template: 'administratorCode', side: 'new', contact: boaz, number: 1 });
    expect(former?.content).toMatchObject({ side: 'current' });
    expect(more).toEqual([]);
  });

  it('is not asked for too often', () => {
    const about = { customer, contact: boaz, changeId: 'c1', keyId: 'k', askedWith: undefined, now: noon };
    expect(proposeChange({ ...about, throttle: full })).toMatchObject({ refusal: 'too-many-attempts' });
  });

  it('is the customer’s own matter only where its domain is its own', () => {
    expect(mayChangeMailbox(customer, () => false)).toBe(true);
    expect(mayChangeMailbox(customer, () => true)).toBe(false);
    expect(mayChangeMailbox({ ...customer, primaryDomain: null }, () => false)).toBe(false);
  });

  it('waits as long as it was asked of who is on record', () => {
    expect(awaitsCodes(undefined, customer)).toBe(false);
    expect(awaitsCodes(proposed(), customer)).toBe(true);
    expect(awaitsCodes(proposed({ status: 'changed' }), customer)).toBe(false);
    expect(awaitsCodes(proposed(), { ...customer, contact: boaz })).toBe(false);
  });

  it('is the same for a minute, said in the same words, while tries are left', () => {
    const same = (earlier: AdministratorChange | undefined, contact = boaz, seconds = 59) =>
      isSameChange(earlier, { customer, contact, now: after(seconds) });
    expect(same(proposed())).toBe(true);
    expect(same(undefined)).toBe(false);
    expect(same(proposed(), boaz, 60)).toBe(false);
    expect(same(proposed({ tries: 5 }))).toBe(false);
    expect(same(proposed({ status: 'changed' }))).toBe(false);
    for (const other of [{ name: 'B.' }, { email: 'b@contoso.example' }, { phone: '+972 3 555 0100' }])
      expect(same(proposed(), { ...boaz, ...other })).toBe(false);
  });

  it('gets other codes after a minute, and all tries again', () => {
    const next = (change: AdministratorChange, seconds: number, throttle?: CodeThrottle, askedWith?: string) =>
      nextChangeCodes(change, { keyId: 'newer', askedWith, throttle, now: after(seconds) });
    expect(next(proposed(), 59)).toMatchObject({ refusal: 'too-many-attempts' });
    expect(next(proposed(), 60, full)).toMatchObject({ refusal: 'too-many-attempts' });
    const again = next(proposed({ tries: 3, lastGuess: 'g' }, 'press'), 60);
    expect(again).toMatchObject({
      value: { number: 2, keyId: 'newer', tries: 0, askedAt: after(60).toISOString(), contact: boaz },
    });
    for (const gone of ['lastGuess', 'askedWith']) expect(again).not.toHaveProperty(`value.${gone}`);
    expect(next(proposed(), 60, undefined, 'other')).toMatchObject({ value: { askedWith: 'other' } });
  });

  it('needs both codes: neither can be guessed alone', () => {
    const wrong = refuse('confirmation-code-wrong');
    const expired = refuse('confirmation-code-expired');
    expect(judgedTogether([undefined, undefined])).toBeUndefined();
    expect(judgedTogether([undefined, wrong])).toEqual(wrong);
    expect(judgedTogether([wrong, undefined])).toEqual(wrong);
    expect(judgedTogether([wrong, expired])).toEqual(expired);
  });
});

describe('who is told of another administrator', () => {
  const put = (way: 'codes' | 'claim') =>
    putOnRecord({
      partner: aPartner(),
      customer: { ...customer, revision: 4 },
      contact: boaz,
      former: customer.contact,
      way,
      changeId: 'c1',
      changedAt: after(5),
      traceId: 't',
      now: after(10),
    });

  it('is the one before, the new one and the partner, once each', () => {
    const { changed, mails, notification, delegations } = put('codes');
    expect(changed).toMatchObject({ contact: boaz, revision: 5 });
    expect(mails.map(({ to, content }) => [to.address, 'toldTo' in content && content.toldTo])).toEqual([
      [contoso.contact.email, 'former'],
      [boaz.email, 'new'],
      [expect.stringContaining('@northwind.example'), 'partner'],
    ]);
    expect(new Set(mails.map(({ mailId }) => mailId)).size).toBe(3);
    expect(mails[0]?.content).toMatchObject({
      template: 'administratorChanged',
      former: { email: contoso.contact.email },
      contact: boaz,
      way: 'codes',
      changedAt: after(5).toISOString(),
    });
    expect(notification).toMatchObject({
      notificationId: 'administrator-changed-c1',
      content: {
        kind: 'administratorChanged',
        customerId: customer.id,
        way: 'codes',
        changedAt: after(5).toISOString(),
      },
    });
    expect(delegations).toEqual([]);
  });

  it('stands in the audit as the customer’s act, or as what time did with a claim', () => {
    expect(put('codes').audit).toMatchObject({ action: 'administratorChanged', actor: { kind: 'customer' } });
    expect(put('claim').audit).toMatchObject({ entryId: 'administrator-changed-c1', actor: { kind: 'upkeep' } });
  });
});
