/** The page where a customer says who it is and what it agrees to. */
import { productNameOf } from '../../domain/product';
import { leftToRight, named, type Isolated, type Phrase } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import type { OfferCard, PageContext } from '../../kit/cards';
import { delegationAuthorization, delegationConsent, termsConsent } from '../../kit/consent-texts';
import { examples } from '../../kit/examples';
import {
  described,
  FieldFrame,
  fieldId,
  optionalLabel,
  Problems,
  problemsOf,
  ProblemSummary,
} from '../../kit/form-fields';
import { TextField, type FieldProblem } from '../../kit/form-fields';
import { licencesOf, productsOf, providerOf, topicNameOf, topicOf, trialLengthOf } from '../../kit/offer-terms';
import { OfferGenuine, renderPage, Steps } from '../../kit/page-layout';
import { Words } from '../../kit/words';

export interface DetailsPage {
  readonly context: PageContext;
  readonly offer: OfferCard;
  /** Where the form is posted to. */
  readonly action: string;
  readonly offerUrl: string;
  /** What was typed, by the name of the form field. */
  readonly values: Readonly<Record<string, string>>;
  /** In the language of the page; see `fieldMessage`. */
  readonly errors: readonly FieldProblem[];
  readonly formKey: string;
}

/** Step 2 of 3: the customer's details and what it agrees to. */
export function renderDetailsPage(page: DetailsPage): string {
  const { context, offer, values, errors } = page;
  const texts = textsFor(context.language);
  const title = `${texts.say('details.title')} – ${topicNameOf(texts, offer)}`;
  const fields = [
    ...offer.lines.flatMap(({ productId, purchase }) => (purchase ? [countField(productId)] : [])),
    ...textFields,
    'country',
    ...choiceFields(offer),
  ];
  const form = { texts, values, errors };
  return renderPage(
    { texts, context, title: errors.length > 0 ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <Steps texts={texts} current="step.details" />
        <h1>{texts.say('details.title')}</h1>
        <p class="muted">
          <Words of={leadOf(texts, offer, named(context.partner.name))} />
        </p>
        <ProblemSummary texts={texts} problems={errors} fields={fields} />
        <form method="post" action={page.action} noValidate>
          <input type="hidden" name="language" value={context.language} />
          <input type="hidden" name="idempotencyKey" value={page.formKey} />
          <Counts {...form} context={context} offer={offer} />
          <CompanyFields {...form} country={values['country'] ?? offer.usageLocation} />
          <ContactFields {...form} />
          <fieldset>
            <legend>{texts.say('details.agreementTitle')}</legend>
            <Delegation {...form} context={context} offer={offer} />
            <Terms {...form} context={context} offer={offer} />
          </fieldset>
          <div class="actions">
            <button class="button" type="submit">
              {texts.say('details.submit')}
            </button>
            <p class="muted small">{texts.say('details.submitNote')}</p>
            <a class="link" href={page.offerUrl}>
              {texts.say('details.back')}
            </a>
          </div>
        </form>
      </div>
      <OfferGenuine texts={texts} context={context} offer={offer} />
    </>,
  );
}

function leadOf(texts: Texts, offer: OfferCard, partner: Isolated): Phrase {
  const product = productsOf(texts, offer);
  switch (topicOf(offer)) {
    case 'trial':
      return texts.phrase('trial.detailsLead', {
        product,
        licences: licencesOf(texts, offer),
        days: trialLengthOf(texts, offer),
      });
    case 'purchase':
      return texts.phrase('purchase.detailsLead', { product, provider: providerOf(texts, offer.usageLocation) });
    case 'delegation':
      return texts.phrase('delegationOffer.detailsLead', { partner });
  }
}

interface FormState {
  readonly texts: Texts;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldProblem[];
}

const textFields = ['companyName', 'primaryDomain', 'contact.name', 'contact.email', 'contact.phone'] as const;

/** The name of the field that says how many licences of a product are wanted. */
const countField = (productId: string): string => `quantities.${productId}`;

function choiceFields(offer: OfferCard): readonly string[] {
  const ofDelegation = topicOf(offer) === 'delegation' ? 'authorize' : 'acceptDelegatedAdministration';
  return [...(offer.delegatedAdministration ? [ofDelegation] : []), 'acceptTerms'];
}

function typed({ values, errors }: FormState, name: (typeof textFields)[number]) {
  return { name, value: values[name] ?? '', problems: problemsOf(name, errors) };
}

/** How many licences of each product that is to be bought, with what the partner proposes filled in. */
function Counts({
  texts,
  values,
  errors,
  context,
  offer,
}: FormState & { readonly context: PageContext; readonly offer: OfferCard }) {
  if (topicOf(offer) !== 'purchase') return null;
  return (
    <fieldset aria-describedby="counts-hint">
      <legend>{texts.say('purchase.countsTitle')}</legend>
      <p class="hint" id="counts-hint">
        <Words of={texts.phrase('purchase.countsHint', { partner: named(context.partner.name) })} />
      </p>
      {offer.lines.map(({ productId, quantity, purchase }) => {
        const name = countField(productId);
        return (
          purchase && (
            <TextField
              name={name}
              value={values[name] ?? String(quantity)}
              label={productNameOf(productId, texts.language)}
              hint={texts.say('purchase.countRange', {
                minimum: texts.number(purchase.minimum),
                maximum: texts.number(purchase.maximum),
              })}
              problems={problemsOf(name, errors)}
              class="count"
              autocomplete="on"
              inputmode="numeric"
              dir="ltr"
              required
            />
          )
        );
      })}
    </fieldset>
  );
}

function CompanyFields(form: FormState & { readonly country: string }) {
  const { texts, country, errors } = form;
  const problems = problemsOf('country', errors);
  const countries = texts.countriesByName();
  return (
    <fieldset>
      <legend>{texts.say('details.companyTitle')}</legend>
      <TextField
        {...typed(form, 'companyName')}
        label={texts.say('field.companyName')}
        autocomplete="organization"
        dir="auto"
        required
      />
      <TextField
        {...typed(form, 'primaryDomain')}
        label={texts.say('field.primaryDomain')}
        hint={<Words of={texts.phrase('field.primaryDomainHint', { example: leftToRight(examples.domain) })} />}
        autocomplete="on"
        inputmode="url"
        dir="ltr"
      />
      <FieldFrame name="country" label={texts.say('field.country')} problems={problems}>
        <select
          id={fieldId('country')}
          name="country"
          autocomplete="country"
          required
          {...described('country', false, problems)}
        >
          <option value="" selected={!countries.some(({ code }) => code === country)}>
            {texts.say('field.countryNone')}
          </option>
          {countries.map(({ code, name }) => (
            <option value={code} selected={code === country}>
              {name}
            </option>
          ))}
        </select>
      </FieldFrame>
    </fieldset>
  );
}

function ContactFields(form: FormState) {
  const { texts } = form;
  return (
    <fieldset aria-describedby="contact-hint">
      <legend>{texts.say('details.contactTitle')}</legend>
      <p class="hint" id="contact-hint">
        {texts.say('details.contactHint')}
      </p>
      <TextField
        {...typed(form, 'contact.name')}
        label={texts.say('field.contactName')}
        autocomplete="name"
        dir="auto"
        required
      />
      <TextField
        {...typed(form, 'contact.email')}
        label={texts.say('field.contactEmail')}
        hint={texts.say('field.contactEmailHint')}
        inputmode="email"
        autocomplete="email"
        dir="ltr"
        required
      />
      <TextField
        {...typed(form, 'contact.phone')}
        label={optionalLabel(texts, 'field.contactPhone')}
        inputmode="tel"
        autocomplete="tel"
        dir="ltr"
      />
    </fieldset>
  );
}

/** Delegated administration beside something else is a choice; alone, it is what the whole form is about. */
function Delegation(part: FormState & { readonly context: PageContext; readonly offer: OfferCard }) {
  if (!part.offer.delegatedAdministration) return null;
  return topicOf(part.offer) === 'delegation' ? <Authorization {...part} /> : <DelegationChoice {...part} />;
}

function Authorization({
  texts,
  values,
  errors,
  context,
  offer,
}: FormState & { readonly context: PageContext; readonly offer: OfferCard }) {
  const { allows, lasts, authorize } = delegationAuthorization(texts.language, { partner: context.partner, offer });
  return (
    <>
      <ul class="bullets">
        {[...allows, ...lasts].map((meaning) => (
          <li>{meaning}</li>
        ))}
      </ul>
      <Box name="authorize" text={authorize} values={values} errors={errors} />
    </>
  );
}

function DelegationChoice({
  texts,
  values,
  errors,
  context,
  offer,
}: FormState & { readonly context: PageContext; readonly offer: OfferCard }) {
  const name = 'acceptDelegatedAdministration';
  const problems = problemsOf(name, errors);
  const { question, yes, yesText, no, noText } = delegationConsent(texts.language, { partner: context.partner, offer });
  const answers = [
    { value: 'true', id: fieldId(name), answer: yes, meaning: yesText },
    { value: 'false', id: `${fieldId(name)}-no`, answer: no, meaning: noText },
  ];
  return (
    <fieldset role="radiogroup" {...described(name, false, problems)}>
      <legend>{question}</legend>
      <div class="choices">
        {answers.map(({ value, id, answer, meaning }) => (
          <label class="choice" for={id}>
            <input type="radio" id={id} name={name} value={value} checked={values[name] === value} required />
            <strong>{answer}</strong>
            <span>{meaning}</span>
          </label>
        ))}
      </div>
      <Problems name={name} problems={problems} />
    </fieldset>
  );
}

function Terms({
  texts,
  values,
  errors,
  context,
  offer,
}: FormState & { readonly context: PageContext; readonly offer: OfferCard }) {
  const text = termsConsent(texts.language, { partner: context.partner, offer });
  return <Box name="acceptTerms" text={text} values={values} errors={errors} />;
}

/** A box to tick, beside exactly what is agreed to by it. */
function Box({
  name,
  text,
  values,
  errors,
}: Pick<FormState, 'values' | 'errors'> & { readonly name: string; readonly text: string }) {
  const problems = problemsOf(name, errors);
  return (
    <div class="field">
      <label class="choice" for={fieldId(name)}>
        <input
          type="checkbox"
          id={fieldId(name)}
          name={name}
          value="true"
          checked={values[name] === 'true'}
          required
          {...described(name, false, problems)}
        />
        <span>{text}</span>
      </label>
      <Problems name={name} problems={problems} />
    </div>
  );
}
