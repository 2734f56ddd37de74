/** Who is told of the reset of a password, and what is kept of who did what. */
import { limits } from '../../catalogue/limits';
import { audit, type Actor, type AuditAction, type AuditEntry } from '../activity/audit';
import { notify, type Notification } from '../activity/notification';
import type { Customer } from '../customers/customer';
import type { DirectoryUser } from '../directory/directory-user';
import { toUser, writeMail, type Mail } from '../mail/mail';
import { sameMailbox } from '../mailbox';
import type { Partner } from '../partners/partner';
import type { User } from '../partners/user';
import type { PasswordReset } from './password-reset';

/** Something that was done about a reset. It happens once for each of its revisions. */
export function resetAudit(
  { partnerId, resetId, customerId, userId, revision }: PasswordReset,
  action: Extract<AuditAction, `passwordRe${string}` | 'revealCodeAsked'>,
  done: { readonly actor: Actor; readonly traceId: string; readonly now: Date; readonly reason?: string },
): AuditEntry {
  const { actor, traceId, now, reason } = done;
  return audit(
    partnerId,
    {
      entryId: `${action}-${resetId}-${revision}`,
      actor,
      action,
      subject: resetId,
      customerId,
      changes: [
        { field: 'userId', after: userId },
        ...(reason === undefined ? [] : [{ field: 'outcome', after: reason }]),
      ],
      traceId,
    },
    now,
  );
}

/** Of a customer's people, who is mailed that a password was set anew: its administrator on record, and whoever else administers its directory; the person only where it is nobody else. */
export function passwordResetMails(
  reset: PasswordReset,
  customer: Customer,
  administrators: readonly DirectoryUser[],
  now: Date,
  unsure?: true,
): readonly Mail[] {
  const { partnerId, resetId, userName, userEmail, askedBy, approvedBy } = reset;
  const { id: customerId, companyName, primaryDomain, country, contact, language } = customer;
  const onRecord = sameMailbox(contact.email);
  const others = administrators
    .filter(({ userId }) => userId !== reset.userId)
    .map(({ name, email, mailbox = email }) => ({ address: mailbox, name }));
  const to = [
    { address: contact.email, name: contact.name },
    ...new Map(others.map((one) => [sameMailbox(one.address), one] as const)).values(),
  ].filter(({ address }, index) => index === 0 || sameMailbox(address) !== onRecord);
  return to.slice(0, limits.passwordReset.administratorsTold).map((reader, index) =>
    writeMail({
      partnerId,
      mailId: `password-reset-${resetId}-${reset.attempts}-${index}`,
      content: {
        template: 'passwordReset',
        customerId,
        companyName,
        primaryDomain,
        country,
        userName,
        userEmail,
        by: askedBy.name,
        ...(approvedBy === undefined ? {} : { approvedBy: approvedBy.name }),
        setAt: now.toISOString(),
        ...(unsure && { unsure }),
        onRecord: index === 0,
      },
      language,
      to: reader,
      now,
    }),
  );
}

/** What whoever asked is told once a colleague has approved, without the link: it was given to them when they asked. */
export function approvalGiven(
  reset: PasswordReset,
  {
    customer,
    partner,
    asker,
    now,
  }: { readonly customer: Customer; readonly partner: Partner; readonly asker: User; readonly now: Date },
): readonly Mail[] {
  const { partnerId, resetId, attempts, userName, userEmail, approvedBy, expiresAt: shownUntil } = reset;
  if (!approvedBy) return [];
  const { id: customerId, companyName, primaryDomain, country } = customer;
  return [
    writeMail({
      partnerId,
      mailId: `password-approved-${resetId}-${attempts}`,
      content: {
        template: 'passwordApproved',
        ...{ customerId, companyName, primaryDomain, country, resetId, userName, userEmail, shownUntil },
        approvedBy: approvedBy.name,
      },
      language: partner.profile.preferredLanguage,
      to: toUser(asker),
      now,
    }),
  ];
}

/** What the partner reads of it in its portal. */
export function passwordResetNotification(reset: PasswordReset, now: Date, unsure?: true): Notification {
  const { partnerId, resetId, attempts, customerId, companyName, askedBy } = reset;
  return notify(
    partnerId,
    `password-reset-${resetId}-${attempts}`,
    {
      ...{ kind: 'passwordReset', customerId, companyName, resetId, by: askedBy.name, setAt: now.toISOString() },
      ...(unsure && { unsure }),
    },
    now,
  );
}

/** What is told where nobody knows whether this attempt has set a password: the same readers as of one that was set. Each attempt is told of once, whoever finds out. */
export function lostAttempt(
  reset: PasswordReset,
  customer: Customer,
  administrators: readonly DirectoryUser[],
  now: Date,
): readonly (Mail | Notification)[] {
  return [
    ...passwordResetMails(reset, customer, administrators, now, true),
    passwordResetNotification(reset, now, true),
  ];
}

/** What colleagues are told who can approve it: in the portal, and each by mail; anew each time that it is asked for. */
export function approvalAsked(
  reset: PasswordReset,
  {
    customer,
    partner,
    colleagues,
    now,
  }: {
    readonly customer: Customer;
    readonly partner: Partner;
    readonly colleagues: readonly User[];
    readonly now: Date;
  },
): { readonly notification: Notification; readonly mails: readonly Mail[] } {
  const { partnerId, resetId, revision, askedBy, userName, userEmail, expiresAt: lapsesAt } = reset;
  const { id: customerId, companyName, primaryDomain, country } = customer;
  const by = askedBy.name;
  return {
    notification: notify(
      partnerId,
      `password-approval-${resetId}-${revision}`,
      { kind: 'passwordApprovalAsked', customerId, companyName, resetId, by, lapsesAt },
      now,
    ),
    mails: colleagues
      .filter(({ userId }) => userId !== askedBy.userId)
      .slice(0, limits.passwordReset.colleaguesTold)
      .map((colleague) =>
        writeMail({
          partnerId,
          mailId: `password-approval-${resetId}-${revision}-${colleague.userId}`,
          content: {
            template: 'passwordApprovalAsked',
            ...{ customerId, companyName, primaryDomain, country, resetId, userName, userEmail, by, lapsesAt },
          },
          language: partner.profile.preferredLanguage,
          to: toUser(colleague),
          now,
        }),
      ),
  };
}
