/** The page where a customer answers one thing that its partner asks for: yes or no, neither of them chosen before. */
import { named, type Phrase } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import { SubmitAction } from '../../kit/actions';
import type { PageContext } from '../../kit/cards';
import { askConsent, type AskDetails } from '../../kit/consent-texts';
import { described, fieldId, Problems, ProblemSummary } from '../../kit/form-fields';
import { delegationAllows, providerOf } from '../../kit/offer-terms';
import { Genuine, renderPage, Section } from '../../kit/page-layout';
import { Words } from '../../kit/words';

export interface AskPage {
  readonly context: PageContext;
  /** Decides who provides the services. */
  readonly country: string;
  readonly ask: AskDetails['ask'];
  /** Where the answer is posted to. */
  readonly action: string;
  /** The page with everything, for who would rather decide later. */
  readonly backUrl: string;
  /** The form came without an answer. */
  readonly isUnanswered?: boolean | undefined;
}

const name = 'given';

/** One question with what a yes means, and its two answers. */
export function renderAskPage({ context, country, ask, action, backUrl, isUnanswered }: AskPage): string {
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const { question, yes, yesText, no, noText } = askConsent(texts.language, { partner: context.partner, ask });
  const title = texts.say('asks.title', { partner: context.partner.name });
  const problems = isUnanswered === true ? [{ pointer: `/${name}`, message: texts.say('asks.problem') }] : [];
  const messages = problems.map(({ message }) => message);
  const answers = [
    { value: 'true', id: fieldId(name), answer: yes, meaning: yesText },
    { value: 'false', id: `${fieldId(name)}-no`, answer: no, meaning: noText },
  ];
  return renderPage(
    { texts, context, title: isUnanswered === true ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <h1>
          <Words of={texts.phrase('asks.title', { partner })} />
        </h1>
        <ProblemSummary texts={texts} problems={problems} fields={[name]} />
        <Section title={texts.say('asks.meansTitle')}>
          <ul class="bullets">
            {meaningOf(texts, ask, { partner, provider: providerOf(texts, country) }).map((item) => (
              <li>
                <Words of={item} />
              </li>
            ))}
          </ul>
        </Section>
        <form method="post" action={action} noValidate>
          <fieldset role="radiogroup" {...described(name, false, messages)}>
            <legend>{question}</legend>
            <div class="choices">
              {answers.map(({ value, id, answer, meaning }) => (
                <label class="choice" for={id}>
                  <input type="radio" id={id} name={name} value={value} required />
                  <strong>{answer}</strong>
                  <span>{meaning}</span>
                </label>
              ))}
            </div>
            <Problems name={name} problems={messages} />
          </fieldset>
          <p>
            <Words of={texts.phrase('asks.effect', { partner })} />
          </p>
          <SubmitAction
            label={texts.say('asks.submit')}
            elsewhere={{ href: backUrl, label: texts.say('asks.later') }}
          />
        </form>
      </div>
      <Genuine texts={texts} partner={context.partner} provider={providerOf(texts, country)} />
    </>,
  );
}

function meaningOf(
  texts: Texts,
  { kind }: AskDetails['ask'],
  { partner, provider }: { readonly partner: ReturnType<typeof named>; readonly provider: string },
): readonly Phrase[] {
  if (kind === 'partnerOfRecord')
    return [
      texts.phrase('asks.recordTold', { partner }),
      texts.phrase('asks.recordNoAccess'),
      texts.phrase('asks.endHere'),
    ];
  return [
    ...delegationAllows(texts, partner),
    texts.phrase('delegation.lasts'),
    texts.phrase('asks.endHere'),
    texts.phrase('endDelegation.keeps'),
    texts.phrase('delegation.provider', { partner, provider }),
  ];
}
