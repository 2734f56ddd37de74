/** A mail as plain text: written from the same message as the HTML, for those who read it that way. */
import { shownAddress, shownWebsite } from '../../domain/shown-domains';
import { cleanLine, cleanParagraphs, isolated, leftToRight, named, plainText, type Phrase } from '../../i18n/phrase';
import type { Fact } from '../../kit/facts';
import { supportLinks } from '../../kit/partner-links';
import { spacedCode, type MailBlock, type MailMessage } from './mail-message';

/** The whole plain-text part. Links stand alone on their lines, so that nothing is taken for a part of them. */
export function mailText(message: MailMessage): string {
  const { texts, partner } = message;
  const { language } = texts;
  const say = (phrase: Phrase): string => plainText(phrase, language);
  const line = (name: string, value: string): string => texts.say('layout.nameAndValue', { name, value: '' }) + value;

  const factLine = ({ name, value }: Fact): string => line(name, typeof value === 'string' ? value : say(value));

  const blockText = (block: MailBlock): string => {
    switch (block.kind) {
      case 'paragraph':
        return say(block.words);
      case 'heading':
        return `* ${say(block.words)} *`;
      case 'list':
        return block.items.map((item) => `- ${say(item)}`).join('\n');
      case 'facts':
        return block.facts.map(factLine).join('\n');
      case 'quotation':
        return block.paragraphs.map((text) => (block.byStranger ? `> ${text}` : text)).join('\n\n');
      case 'code':
        return `    ${spacedCode(block.code)}`;
      case 'button':
      case 'link':
        return `${block.label}:\n${block.url}`;
    }
  };

  const hours = cleanParagraphs(partner.support?.hours ?? null);
  const reach = [
    isolated(named(partner.name), language),
    ...(partner.officeName === undefined ? [] : [cleanLine(partner.officeName)]),
    ...(partner.phone === null
      ? []
      : [line(texts.say('contact.phone'), isolated(leftToRight(partner.phone), language))]),
    ...(partner.email === null
      ? []
      : [line(texts.say('contact.email'), isolated(leftToRight(shownAddress(partner.email)), language))]),
    ...(partner.website === null
      ? []
      : [line(texts.say('contact.website'), isolated(leftToRight(shownWebsite(partner.website)), language))]),
    ...cleanParagraphs(partner.address),
    ...supportLinks(partner.support).map(({ text }) =>
      line(texts.say('contact.support'), isolated(leftToRight(text), language)),
    ),
    ...(hours.length === 0 ? [] : [line(texts.say('contact.hours'), isolated(named(hours.join(', ')), language))]),
  ];
  return [
    say(message.title),
    ...(message.greeting ? [say(message.greeting)] : []),
    ...message.blocks.map(blockText),
    `-- \n${reach.join('\n')}`,
    ...(message.advertisement ? [say(message.advertisement)] : []),
    say(message.why),
    ...(message.stops ?? []).map(({ label, url }) => `${label}:\n${url}`),
    texts.say('mail.from', { partner: named(partner.name) }),
  ]
    .join('\n\n')
    .concat('\n');
}
