import { nextRevealCode, revealCodeMail, revealForm } from '../../../../shared/domain/passwords/revealing';
import {
  approvalAsked,
  approvalGiven,
  lostAttempt,
  passwordResetMails,
  passwordResetNotification,
  resetAudit,
} from '../../../../shared/domain/passwords/telling';
import { aCustomer, after, aPartner } from '../../../redemption-samples';
import { contoso, noon } from '../../../world';
import { aReset, colleague, somebody } from './samples';

const boaz = { userId: 'boaz', name: 'Boaz' };
const customer = aCustomer();
const addresses = (mails: readonly { readonly to: { readonly address: string } }[]) =>
  mails.map(({ to }) => to.address);

describe('who is mailed that a password was set anew', () => {
  const person = (name: string, changes = {}) =>
    somebody({ userId: name, name, email: `${name}@contoso.example`, ...changes });
  const told = (...administrators: readonly ReturnType<typeof somebody>[]) =>
    passwordResetMails(aReset({ attempts: 1 }), customer, administrators, noon);

  it('is the administrator on record, and whoever else administers the directory, each mailbox once', () => {
    const mails = told(
      person('boaz'),
      person('carmel', { mailbox: 'carmel@elsewhere.example' }),
      person('Boaz'),
      person('dana', { email: contoso.contact.email.toUpperCase() }),
    );
    expect(addresses(mails)).toEqual([contoso.contact.email, 'Boaz@contoso.example', 'carmel@elsewhere.example']);
    expect(mails.map(({ content }) => content)).toMatchObject([{ onRecord: true }, { onRecord: false }, {}]);
    expect(new Set(mails.map(({ mailId }) => mailId)).size).toBe(3);
  });

  it('is not the person whose it is, unless that is the administrator on record', () => {
    expect(addresses(told(person('avital')))).toEqual([contoso.contact.email]);
  });

  it('is no more than twenty of them', () => {
    const many = Array.from({ length: 30 }, (_, index) => person(`a${index}`));
    expect(told(...many)).toHaveLength(20);
  });

  it('hears who did it, who approved, and whether it is sure', () => {
    const content = (changes: Parameters<typeof aReset>[0], unsure?: true) =>
      passwordResetMails(aReset(changes), customer, [], noon, unsure)[0]?.content;
    expect(content({})).toMatchObject({
      template: 'passwordReset',
      customerId: customer.id,
      companyName: customer.companyName,
      userName: 'Avital Bar',
      by: 'Noa Levi',
      setAt: noon.toISOString(),
    });
    expect(content({})).not.toHaveProperty('approvedBy');
    expect(content({})).not.toHaveProperty('unsure');
    expect(content({ approvedBy: boaz }, true)).toMatchObject({ approvedBy: 'Boaz', unsure: true });
  });
});

describe('what the partner is told', () => {
  it('is in its portal, once for each attempt', () => {
    const told = passwordResetNotification(aReset({ attempts: 2 }), noon);
    expect(told.notificationId).toBe('password-reset-reset-1-2');
    expect(told.content).toEqual({
      kind: 'passwordReset',
      customerId: customer.id,
      companyName: customer.companyName,
      resetId: 'reset-1',
      by: 'Noa Levi',
      setAt: noon.toISOString(),
    });
  });

  it('is the same of an attempt that was lost, as something unsure', () => {
    const [mail, notification, ...more] = lostAttempt(aReset(), customer, [], noon);
    expect([mail?.content, notification?.content]).toMatchObject([{ unsure: true }, { unsure: true }]);
    expect(more).toEqual([]);
  });

  it('is what can be approved: every colleague but whoever asked, at most twenty', () => {
    const colleagues = ['noa', 'boaz', 'carmel'].map(colleague);
    const asked = approvalAsked(aReset(), { customer, partner: aPartner(), colleagues, now: noon });
    expect(addresses(asked.mails)).toEqual(['boaz@northwind.example', 'carmel@northwind.example']);
    expect(asked.mails[0]).toMatchObject({
      mailId: 'password-approval-reset-1-1-boaz',
      content: { template: 'passwordApprovalAsked', by: 'Noa Levi', lapsesAt: aReset().expiresAt },
    });
    expect(asked.notification).toMatchObject({
      notificationId: 'password-approval-reset-1-1',
      content: { kind: 'passwordApprovalAsked', by: 'Noa Levi', lapsesAt: aReset().expiresAt, resetId: 'reset-1' },
    });
    const many = Array.from({ length: 30 }, (_, index) => colleague(`c${index}`));
    expect(approvalAsked(aReset(), { customer, partner: aPartner(), colleagues: many, now: noon }).mails).toHaveLength(
      20,
    );
  });

  it('is, for whoever asked, that a colleague has approved', () => {
    const given = (changes: Parameters<typeof aReset>[0]) =>
      approvalGiven(aReset(changes), { customer, partner: aPartner(), asker: colleague('noa'), now: noon });
    expect(given({})).toEqual([]);
    const [mail] = given({ approvedBy: boaz, attempts: 1 });
    expect(mail).toMatchObject({
      mailId: 'password-approved-reset-1-1',
      to: { address: 'noa@northwind.example' },
      content: { template: 'passwordApproved', approvedBy: 'Boaz', resetId: 'reset-1', shownUntil: aReset().expiresAt },
    });
  });

  it('is kept in the audit, once for each revision, with the reason where there is one', () => {
    const done = { actor: { kind: 'customer', redemptionId: 'r' } as const, traceId: 't', now: noon };
    const entry = resetAudit(aReset({ revision: 3 }), 'revealCodeAsked', done);
    expect(entry).toMatchObject({
      entryId: 'revealCodeAsked-reset-1-3',
      action: 'revealCodeAsked',
      subject: 'reset-1',
      changes: [{ field: 'userId', after: 'avital' }],
    });
    expect(resetAudit(aReset(), 'revealCodeAsked', { ...done, reason: 'refused' }).changes).toEqual([
      { field: 'userId', after: 'avital' },
      { field: 'outcome', after: 'refused' },
    ]);
  });
});

describe('the codes of the second factor', () => {
  const next = (changes: Parameters<typeof aReset>[0], now = after(60), mail?: { attempts: number; status: string }) =>
    nextRevealCode(aReset(changes), mail, { keyId: 'newer', askedWith: undefined, now });

  it('are counted, a minute apart, five of them', () => {
    const asked = { codeAskedAt: noon.toISOString(), number: 1 };
    expect(next({})).toMatchObject({
      value: { number: 1, revision: 2, keyId: 'newer', codeAskedAt: after(60).toISOString() },
    });
    expect(next(asked, after(59))).toMatchObject({ refusal: 'too-many-attempts' });
    expect(next(asked)).toMatchObject({ value: { number: 2 } });
    expect(next({ number: 4 })).toMatchObject({ ok: true });
    expect(next({ number: 5 })).toMatchObject({ refusal: 'too-many-attempts' });
    expect(next({ tries: 5 })).toMatchObject({ refusal: 'too-many-attempts' });
  });

  it('share the tries, and those before stay as good', () => {
    const lived = { attempts: 1, status: 'sent', sentAt: noon.toISOString() };
    expect(next({ number: 2, tries: 3, keyId: 'older' }, after(60), lived)).toMatchObject({
      value: { tries: 3, earlier: [{ number: 2, keyId: 'older' }] },
    });
    expect(next({ number: 2, tries: 3 }, after(600), lived)).toMatchObject({ value: { tries: 3, earlier: [] } });
    expect(next({})).not.toHaveProperty('value.earlier');
    expect(next({})).not.toHaveProperty('value.codeAskedWith');
    expect(nextRevealCode(aReset(), undefined, { keyId: 'k', askedWith: 'press', now: noon })).toMatchObject({
      value: { codeAskedWith: 'press' },
    });
  });

  it('go to the address elsewhere', () => {
    expect(revealCodeMail(aReset({ number: 2 }), 'avital@home.example', noon)).toMatchObject({
      to: { address: 'avital@home.example' },
      content: { template: 'revealCode', resetId: 'reset-1', number: 2, keyId: 'code-key' },
    });
  });

  it.each([
    ['', {}],
    ['sure=true', { sure: true }],
    ['sure=false', { sure: false }],
    ['idempotencyKey=press', { sure: false }],
    ['idempotencyKey=press&sure=true&confirmationCode=123456', { sure: true, confirmationCode: '123456' }],
  ])('are what the form "%s" says', (form, said) => {
    expect(revealForm(new URLSearchParams(form))).toEqual(said);
  });
});
