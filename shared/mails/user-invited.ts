/** The mail to a colleague whom a partner has added to its users. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor, type PlainTextKey } from '../i18n/texts';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

type UserInvited = Extract<MailContent, { template: 'userInvited' }>;

const roles = {
  none: 'role.none',
  billingAdministrator: 'role.billingAdministrator',
  globalAdministrator: 'role.globalAdministrator',
  passwordAdministrator: 'role.passwordAdministrator',
  serviceAdministrator: 'role.serviceAdministrator',
  userManagementAdministrator: 'role.userManagementAdministrator',
} as const satisfies Record<UserInvited['companyRole'], PlainTextKey>;

const accesses = { none: 'access.none', limited: 'access.limited', full: 'access.full' } as const satisfies Record<
  UserInvited['supportedCompanies'],
  PlainTextKey
>;

const abilities = {
  lookAround: 'may.lookAround',
  invite: 'may.invite',
  offerDelegation: 'may.offerDelegation',
  useKeys: 'may.useKeys',
  seeClients: 'may.seeClients',
  administerClients: 'may.administerClients',
  manageUsers: 'may.manageUsers',
  administerCompany: 'may.administerCompany',
} as const satisfies Record<UserInvited['abilities'][number], PlainTextKey>;

/** By whom they were added, what they may do, and where, as far as that is known here. */
export function userInvitedMail(content: UserInvited, { language, partner, toName, urls }: MailContext): MailMessage {
  const texts = textsFor(language);
  const name = named(partner.name);
  const { isolate: partnerName } = name;
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([partnerName], (shown) => texts.say('invitedMail.subject', { partner: shown(partnerName) })),
    preheader: texts.say('invitedMail.preheader'),
    title: texts.phrase('invitedMail.title', { partner: name }),
    blocks: [
      paragraph(texts.phrase('invitedMail.lead', { name: named(content.addedBy), partner: name })),
      {
        kind: 'facts',
        facts: [
          { name: texts.say('invitedMail.role'), value: texts.phrase(roles[content.companyRole]) },
          { name: texts.say('invitedMail.access'), value: texts.phrase(accesses[content.supportedCompanies]) },
        ],
      },
      { kind: 'heading', words: texts.phrase('invitedMail.mayTitle') },
      { kind: 'list', items: content.abilities.map((ability) => texts.phrase(abilities[ability])) },
      ...(urls.portal === undefined
        ? [paragraph(texts.phrase('invitedMail.askWhere'))]
        : [{ kind: 'button', label: texts.say('invitedMail.button'), url: urls.portal } as const]),
      paragraph(texts.phrase('invitedMail.signIn')),
    ],
    why: texts.phrase('invitedMail.why', { partner: name }),
  };
}
