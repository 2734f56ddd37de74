/** What strangers type whom no code has vouched for yet: which names are taken, and how their words are shown so that nothing in them becomes a link. */
import { line } from './text';

/** Endings by which a word among others is taken for a web address; what is missing here is still shown defused. */
const endings =
  'com|net|org|info|biz|io|me|co\\.[a-z]{2}|com\\.[a-z]{2}|org\\.[a-z]{2}|net\\.[a-z]{2}|example|test|invalid|' +
  'top|xyz|online|site|website|shop|store|app|dev|link|click|live|club|vip|icu|win|zip|mov|work|page|pro|ai|' +
  'cn|hk|tw|il|uk|us|eu|ru|ua|de|fr|it|es|nl|pl|in|br|tk|ml|ga|cf|gq|cc|tv|ly|to|gl|gd|xn--[a-z0-9-]+';
const domain = `[\\p{L}\\p{N}][.。](?:${endings})(?![\\p{L}\\p{N}-])`;

const scheme = /[/\\]{2}|\b(?:https?|ftps?|mailto|tel|sms|javascript|data|file|callto|skype|whatsapp):(?=\S)/iu;
const webHost = /(?<![\p{L}\p{N}])www\d?[.。]/iu;
const mailAddress = /[^\s@]@[^\s@]+[.。][\p{L}\p{N}]/u;
const addressWithMore = new RegExp(`${domain}[/:?#]\\S`, 'iu');
const ipAddress = /(?<![\p{N}.])\p{Nd}{1,3}(?:[.。]\p{Nd}{1,3}){3}(?![\p{N}.])/u;
const anyDomain = new RegExp(domain, 'iu');
const sentenceEnd = /(?:(?<![!?！？])[!?！？]+(?=\s)|[！？。](?=[\p{L}\p{N}])|\p{L}{6}\.(?=\s))(?=\s*\S)/gu;
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/** Digits in a row as telephone numbers are written, with what stands between them. */
const manyDigits = /[+＋]?\p{Nd}(?:[\s().·/‐-―−-]{0,3}\p{Nd}){6,}/gu;

function isTelephoneNumber(run: string): boolean {
  const groups = run.match(/\p{Nd}+/gu) ?? [];
  const digits = groups.join('').length;
  return /^[+＋0٠۰０]/u.test(run) ? digits >= 7 : digits >= 9 && groups.length > 2;
}

/** "Bank Zap.co.il Ltd" is a name, "Claim it at zap.co.il" is not. */
const mostWordsAround = 3;
/** In letters: "Oh! Yes! Ltd" says nothing. */
const shortestPitch = 20;

/** Whether a name is one: companies may be called after their domain, but no name is an address to visit, to write to or to call, or several sentences. */
export function isPlainName(name: string): boolean {
  const visible = name.replace(invisible, '');
  const text = visible.normalize('NFKC');
  if ([scheme, webHost, mailAddress, addressWithMore, ipAddress].some((pattern) => pattern.test(text))) return false;
  if ((text.match(manyDigits) ?? []).some(isTelephoneNumber)) return false;
  const words = text.split(/\s+/u);
  if (words.length > mostWordsAround && !anyDomain.test(words[0] ?? '') && anyDomain.test(text)) return false;
  const length = text.replace(/[^\p{L}\p{N}]/gu, '').length;
  return (visible.match(sentenceEnd) ?? []).length < 2 || length < shortestPitch;
}

/** The words as they are read, without what mail programs make into links: addresses, schemes and telephone numbers are broken up, initials are not. */
export function defused(text: string): string {
  return text
    .replace(invisible, '')
    .replace(/(?<!\p{Nd})\p{Nd}+(?:[.．。｡․]\p{Nd}+){2,}/gu, (address) => address.replace(/[^\p{Nd}]/gu, '·'))
    .replace(manyDigits, (run) => (isTelephoneNumber(run) || /\p{Nd}{9}/u.test(run) ? apart(run) : run))
    .replace(/(?<=\S)[.．․](?=[\p{L}\p{N}\p{M}_-]{2})|(?<=\S)[。｡](?=[a-z0-9_-]{2})/giu, '·')
    .replace(/(?<=[\p{L}\p{N}]):(?=[^\s\p{N}])/gu, ': ')
    .replace(/(?<=[/\\／＼])(?=[/\\／＼])/gu, ' ')
    .replace(/(?<=\S)[@＠](?=\S)/gu, ' @ ');
}

function apart(run: string): string {
  const groups = (run.match(/\p{Nd}+/gu) ?? []).flatMap((group) =>
    group.length > 4 ? (group.match(/\p{Nd}{1,3}/gu) ?? []) : group,
  );
  return `${/^[+＋]/u.test(run) ? '+' : ''}${groups.join('·')}`;
}

/** A name in one line: mails carry it to whoever's address was typed, before anybody has confirmed a word of it. */
export const plainName = (maximum: number) =>
  line(maximum).refine(isPlainName, 'Must be a name alone: no address, no telephone number, no sentences.');
