/** The mails that say that somebody is to take over from the administrator on record: to that mailbox, which can stop it, and to the partner, which cannot decide it. */
import type { MailContent } from '../domain/mail/mail';
import { shownAddress, shownDomain } from '../domain/shown-domains';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import { fact, type Fact } from '../kit/facts';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';
import { unverifiedAddress, unverifiedName } from './layout/unverified-parts';

type Claimed = Extract<MailContent, { template: 'administratorClaimed' }>;

/** Who, until when, and what to do. */
export function administratorClaimedMail(
  content: Claimed,
  { language, timeZone, partner, urls, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language, timeZone);
  const names = { partner: named(partner.name), company: named(content.companyName) };
  const date = texts.moment(new Date(content.takesEffectAt), content.country);
  const facts = { kind: 'facts', facts: factsOf(texts, content, date) } as const;
  const common = { texts, partner, greeting: greetingOf(texts, toName) };
  if (content.toldTo === 'partner')
    return {
      ...common,
      subject: fitSubject([names.partner.isolate, names.company.isolate], (shown) =>
        texts.say('claimMail.toldSubject', {
          partner: shown(names.partner.isolate),
          company: shown(names.company.isolate),
        }),
      ),
      preheader: texts.say('claimMail.preheader', { date }),
      title: texts.phrase('claimMail.title', { company: names.company }),
      blocks: [
        paragraph(texts.phrase('claimMail.toldLead', names)),
        facts,
        paragraph(texts.phrase('claimMail.toldNext')),
      ],
      why: texts.phrase('endedMail.toldWhy', names),
    };
  return {
    ...common,
    subject: fitSubject([names.partner.isolate], (shown) =>
      texts.say('claimMail.subject', { partner: shown(names.partner.isolate) }),
    ),
    preheader: texts.say('claimMail.preheader', { date }),
    title: texts.phrase('claimMail.title', { company: names.company }),
    blocks: [
      paragraph(texts.phrase('claimMail.lead', names)),
      facts,
      paragraph(texts.phrase('claimMail.stop')),
      ...(urls.access === undefined
        ? []
        : [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access } as const]),
      paragraph(texts.phrase('claimMail.agree')),
    ],
    why: texts.phrase('receiptMail.why', { company: names.company }),
  };
}

/** The mailbox has proved itself; the name is as it was typed. */
function factsOf(
  texts: Texts,
  { companyName, primaryDomain, contact, claimedAt, country }: Claimed,
  date: string,
): readonly Fact[] {
  return [
    fact(texts.say('fact.company'), named(companyName)),
    ...(primaryDomain === null ? [] : [fact(texts.say('fact.domain'), leftToRight(shownDomain(primaryDomain)))]),
    fact(texts.say('claim.claimant'), unverifiedName(contact.name)),
    fact(texts.say('contact.email'), unverifiedAddress(shownAddress(contact.email))),
    { name: texts.say('claim.claimedAt'), value: texts.moment(new Date(claimedAt), country) },
    { name: texts.say('claim.effectAt'), value: date },
  ];
}
