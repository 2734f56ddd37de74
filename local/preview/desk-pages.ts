/** The page of a service request in every state, as the desk that looks after it sees it. */
import type { PageContext } from '../../shared/kit/cards';
import { fieldMessage } from '../../shared/kit/field-messages';
import type { RequestCard } from '../../shared/kit/request-words';
import { renderRequestCodePage, type RequestCodePage } from '../../shared/pages/desk/request-code-page';
import { renderRequestEndedPage } from '../../shared/pages/desk/request-ended-page';
import { renderRequestPage, type RequestPage } from '../../shared/pages/desk/request-page';
import { renderRequestStartPage, type RequestStartPage } from '../../shared/pages/desk/request-start-page';
import { codeErrors, isCodeError } from './code-errors';
import type { Making } from './making';
import { agreedAt, type Sample } from './samples';

/** What renders those pages, and what they show. */
export const deskRenderers = {
  renderRequestStartPage: 'A service request: closed to its desk',
  renderRequestCodePage: 'A service request: the code',
  renderRequestPage: 'A service request: open to its desk',
  renderRequestEndedPage: 'A service request: its desk may not look after it any more',
} as const;

const requestNumber = '482173605';

/** A request as the samples have it. */
export function requestCard({ customer, offer, note }: Sample): RequestCard {
  const { companyName, primaryDomain, contactName } = customer;
  const contact = { name: contactName, email: 'helpdesk@northwind.example', phone: '+972 3 555 0180' };
  return {
    request: {
      number: requestNumber,
      title: note.slice(0, 60),
      description: `${note}\n\n${note}`,
      severity: 'critical',
      state: 'open',
      productId: 'microsoft-365-business-standard',
      contact,
      raisedBy: { userId: 'u', name: contactName, email: contact.email },
      createdAt: agreedAt.toISOString(),
    },
    customer: { companyName, primaryDomain, country: offer.usageLocation },
  };
}

/** Closed, at the code, open with notes and without, answered, and ended. */
export function deskPages<Page>(
  sample: Sample,
  { page, to }: Making<keyof typeof deskRenderers, Page>,
): readonly Page[] {
  const card = requestCard(sample);
  const { country } = card.customer;
  const formKey = 'form-key';
  const at = agreedAt.toISOString();
  const { note: text } = sample;
  const name = sample.customer.contactName;
  const notes: RequestPage['notes'] = [
    { text, shared: true, at, by: { kind: 'user', userId: 'u', name } },
    { text, shared: false, at, by: { kind: 'desk', verified: true } },
    { text, shared: false, at, by: { kind: 'desk', verified: false, name } },
  ];
  const closed = (
    state: string,
    told: (context: PageContext) => Pick<RequestStartPage, 'values' | 'errors' | 'isUnsure' | 'told'> = () => ({}),
  ) =>
    page('renderRequestStartPage', state, (context) =>
      renderRequestStartPage({
        context,
        requestNumber,
        country,
        codeAction: to('request-code'),
        codeUrl: to('request-code'),
        answerAction: to('request-answered'),
        formKey,
        ...told(context),
      }),
    );
  const code = (state: string, told: Pick<RequestCodePage, 'error' | 'notice' | 'retryAfterSeconds'> = {}) =>
    page('renderRequestCodePage', state, (context) =>
      renderRequestCodePage({
        context,
        requestNumber,
        country,
        action: to('request-open'),
        resendAction: to('request-code-sent-again'),
        formKey,
        ...told,
      }),
    );
  const open = (state: string, shown: (context: PageContext) => Partial<Omit<RequestPage, 'context'>> = () => ({})) =>
    page('renderRequestPage', state, (context) =>
      renderRequestPage({
        context,
        card,
        notes: [],
        answerAction: to('request-open-answered'),
        formKey,
        mayShare: true,
        ...shown(context),
      }),
    );
  const faults = ({ language }: PageContext) => ({
    values: sample.mistyped.values,
    errors: ['/text', '/name'].map((pointer) => ({ pointer, message: fieldMessage(language, pointer) })),
  });
  return [
    closed('request-closed'),
    closed('request-closed-unsure', () => ({ isUnsure: true })),
    closed('request-closed-with-faults', faults),
    closed('request-answered', () => ({ told: 'sent' })),
    closed('request-has-closed', () => ({ told: 'closed' })),
    code('request-code'),
    code('request-code-sent-again', { notice: 'code-resent' }),
    ...Object.keys(codeErrors)
      .filter(isCodeError)
      .map((error) => code(`request-code-${error}`, { error, ...codeErrors[error] })),
    open('request-open'),
    open('request-open-with-notes', () => ({
      notes,
      card: { ...card, request: { ...card.request, severity: 'moderate' } },
    })),
    open('request-open-answered', () => ({ notes, isSent: true })),
    open('request-open-with-faults', faults),
    open('request-open-of-a-closed-one', () => ({
      notes,
      mayShare: false,
      card: { ...card, request: { ...card.request, severity: 'minimal', state: 'closed' } },
    })),
    page('renderRequestEndedPage', 'request-ended', (context) => renderRequestEndedPage({ context, requestNumber })),
  ];
}
