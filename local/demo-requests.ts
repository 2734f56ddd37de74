/** The service requests that a new local installation starts with: in every state, some shared, one that nobody has touched. */
import type { Customer } from '../shared/domain/customers/customer';
import { requestNumber } from '../shared/domain/customers/request-number';
import { writeNote, type ServiceNote } from '../shared/domain/customers/service-note';
import { raiseRequest, touched, type ServiceRequest } from '../shared/domain/customers/service-request';
import type { Language } from '../shared/domain/text';

interface DemoWords {
  readonly title: string;
  readonly description: string;
  readonly partner: string;
  readonly desk: string;
}

const words: Readonly<Record<Language, readonly DemoWords[]>> = {
  en: [
    {
      title: 'No mail since this morning',
      description: 'Since about nine nobody receives mail from outside. Mail within the company arrives.',
      partner: 'Mail from outside arrives again. Please tell us if anything is missing.',
      desk: 'A connector was switched off. We have switched it on, and are watching it.',
    },
    {
      title: 'Two people cannot sign in',
      description: 'After the change of the domain two people are asked for a password again and again.',
      partner: 'We have reset both sign-ins. Please try once more.',
      desk: 'Which of the two accounts was there before the change?',
    },
  ],
  he: [
    {
      title: 'אין דואר נכנס מהבוקר',
      description: 'מאז השעה תשע לערך לא מתקבל דואר מחוץ לחברה. דואר פנימי מתקבל כרגיל.',
      partner: 'דואר מבחוץ מתקבל שוב. נא לעדכן אותנו אם חסר דבר מה.',
      desk: 'מחבר הדואר היה כבוי. הפעלנו אותו ואנחנו עוקבים אחריו.',
    },
    {
      title: 'שני עובדים לא מצליחים להתחבר',
      description: 'לאחר שינוי התחום שני עובדים מתבקשים להזין סיסמה שוב ושוב.',
      partner: 'איפסנו את שני החשבונות. נא לנסות שוב.',
      desk: 'איזה משני החשבונות היה קיים לפני השינוי?',
    },
  ],
  'zh-CN': [
    {
      title: '今天早上起收不到邮件',
      description: '大约九点以后，无人能收到公司外部的邮件，内部邮件正常。',
      partner: '外部邮件已恢复。如有遗漏，请告知我们。',
      desk: '连接器已被关闭。我们已重新启用，并将继续观察。',
    },
    {
      title: '两名员工无法登录',
      description: '更换域之后，两名员工反复被要求输入密码。',
      partner: '我们已重置两个帐户，请再试一次。',
      desk: '这两个帐户中，哪一个在更换之前就已存在？',
    },
  ],
};

/** Open and looked at, needing attention, closed, and open although nobody touched it for a day: by turns. */
const turns = [
  { state: 'open', severity: 'moderate', hours: 1 },
  { state: 'attentionNeeded', severity: 'minimal', hours: 3 },
  { state: 'closed', severity: 'critical', hours: 70 },
  { state: 'open', severity: 'critical', hours: 26 },
] as const;

/** Among how many pairs of a partner's customers those are that help was arranged for. */
export const demoRequests = 8;

/** A request for a customer that delegates its administration, with a note of either side. */
export function demoRequest(
  customer: Customer,
  index: number,
  by: ServiceRequest['raisedBy'],
  digest: (text: string) => string,
  now: Date,
): readonly (ServiceRequest | ServiceNote)[] {
  const said = words[customer.language][index % 2];
  const turn = turns[index % turns.length];
  if (!said || !turn) return [];
  const at = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
  const seed = digest(`request ${customer.partnerId} ${customer.id}`);
  const { title, description } = said;
  const { severity, state, hours } = turn;
  const request = raiseRequest({
    customer,
    draft: { title, description, severity },
    number: requestNumber(seed.slice(0, 32)),
    raisedBy: by,
    drawnFrom: seed,
    fingerprint: seed,
    now: at(hours + 1),
  });
  const isUntouched = state === 'open' && severity === 'critical';
  // It was reminded of before the demo began.
  const { queue: _queue, dueAt: _dueAt, ...reminded } = request;
  if (isUntouched) return [reminded];
  const noted = (noteId: string, text: string, shared: boolean, writer: ServiceNote['by']): ServiceNote =>
    writeNote({
      request,
      noteId: digest(`${seed} ${noteId}`).slice(0, 32),
      text,
      shared,
      by: writer,
      fingerprint: seed,
      now: at(hours),
    });
  const isShared = state === 'closed' ? ({ isShared: true } as const) : {};
  return [
    touched({ ...request, state, notes: 2, revision: 2, ...isShared }, at(hours)),
    noted('desk', said.desk, false, { kind: 'desk', verified: true }),
    noted('partner', said.partner, state === 'closed', { kind: 'user', userId: by.userId, name: by.name }),
  ];
}
