/** The page of a service request once its desk's code has opened it: the whole of it, and a form to answer as the desk. */
import type { ServiceNote } from '../../domain/customers/service-note';
import { cleanLine, cleanParagraphs, leftToRight, named, type Phrase } from '../../i18n/phrase';
import { spokenNumber } from '../../domain/customers/request-number';
import { textsFor, type Texts } from '../../i18n/texts';
import type { PageContext } from '../../kit/cards';
import { Facts } from '../../kit/facts';
import type { FieldProblem } from '../../kit/form-fields';
import { ContactCard } from '../../kit/state-page';
import { renderPage, Section } from '../../kit/page-layout';
import { requestFacts, type RequestCard } from '../../kit/request-words';
import { Words } from '../../kit/words';
import { AnswerCard } from './answer-form';

export interface RequestPage {
  readonly context: PageContext;
  readonly card: RequestCard;
  /** The oldest first. */
  readonly notes: readonly Pick<ServiceNote, 'text' | 'by' | 'at' | 'shared'>[];
  readonly answerAction: string;
  readonly formKey: string;
  /** The partner's own desk may show its answer to the customer. */
  readonly mayShare: boolean;
  readonly values?: Readonly<Record<string, string>> | undefined;
  readonly errors?: readonly FieldProblem[] | undefined;
  /** An answer has just been taken. */
  readonly isSent?: boolean | undefined;
}

/** What it is about, what was noted, and the answer. */
export function renderRequestPage(page: RequestPage): string {
  const { context, card, notes, values = {}, errors = [] } = page;
  const { request, customer } = card;
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const number = leftToRight(spokenNumber(request.number));
  const title = `${texts.say('desk.title', { number })} – ${context.partner.name}`;
  return renderPage(
    { texts, context, title: errors.length > 0 ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <h1>
          <Words of={texts.phrase('desk.title', { number })} />
        </h1>
        {page.isSent === true && (
          <p class="notice" role="status">
            <Words of={texts.phrase('desk.sent', { partner })} />
          </p>
        )}
        <Facts facts={requestFacts(texts, card)} />
        <Section title={<bdi>{cleanLine(request.title)}</bdi>}>
          <Text text={request.description} />
        </Section>
      </div>
      {notes.length > 0 && (
        <div class="card">
          <h2>{texts.say('request.notes')}</h2>
          {notes.map((note) => (
            <Note texts={texts} note={note} country={customer.country} />
          ))}
        </div>
      )}
      <AnswerCard
        texts={texts}
        partner={context.partner.name}
        action={page.answerAction}
        formKey={page.formKey}
        values={values}
        errors={errors}
        asDesk={{ isClosed: request.state === 'closed', mayShare: page.mayShare }}
      />
      <ContactCard texts={texts} partner={context.partner} />
    </>,
  );
}

function Note({
  texts,
  note,
  country,
}: {
  readonly texts: Texts;
  readonly note: RequestPage['notes'][number];
  readonly country: string;
}) {
  const { text, by, at } = note;
  return (
    <div class="section">
      <Text text={text} />
      <p class="muted small">
        <Words
          of={texts.phrase('layout.nameAndValue', {
            name: texts.moment(new Date(at), country),
            value: authorOf(texts, by),
          })}
        />
      </p>
      {by.kind === 'desk' && !by.verified && <p class="muted small">{texts.say('request.unproved')}</p>}
    </div>
  );
}

function authorOf(texts: Texts, by: ServiceNote['by']): Phrase[number] {
  if (by.name !== undefined) return named(by.name);
  return texts.say('request.byDesk');
}

function Text({ text }: { readonly text: string }) {
  return (
    <div class="message">
      {cleanParagraphs(text).map((paragraph) => (
        <p dir="auto">{paragraph}</p>
      ))}
    </div>
  );
}
