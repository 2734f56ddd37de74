import { parse } from 'node-html-parser';
import { toPurchase } from '../../../../local/preview/samples';
import { languages } from '../../../../shared/domain/text';
import { consentText } from '../../../../shared/kit/consent-texts';
import { fieldMessage } from '../../../../shared/kit/field-messages';
import { renderDetailsPage, type DetailsPage } from '../../../../shared/pages/details/details-page';
import { contextIn, northwind, trial } from '../samples';

const given: DetailsPage = {
  context: contextIn('en'),
  offer: trial,
  action: '/o/code/redemptions',
  offerUrl: '/o/code',
  values: {},
  errors: [],
  formKey: 'the-key',
};
const page = (changes: Partial<DetailsPage> = {}) => parse(renderDetailsPage({ ...given, ...changes }));
const fieldsOf = (html: ReturnType<typeof page>) =>
  html.querySelectorAll('form [name]').map((field) => field.getAttribute('name'));

describe('the page that asks for details', () => {
  it('posts every field that an answer has', () => {
    const form = page().querySelector('form');
    expect(form?.getAttribute('method')).toBe('post');
    expect(form?.getAttribute('action')).toBe('/o/code/redemptions');
    expect(fieldsOf(page())).toEqual([
      'language',
      'idempotencyKey',
      'companyName',
      'primaryDomain',
      'country',
      'contact.name',
      'contact.email',
      'contact.phone',
      'acceptDelegatedAdministration',
      'acceptDelegatedAdministration',
      'acceptTerms',
    ]);
    expect(page().querySelector('[name=language]')?.getAttribute('value')).toBe('en');
    expect(page().querySelector('[name=idempotencyKey]')?.getAttribute('value')).toBe('the-key');
  });

  it('lets the browser fill in what it knows', () => {
    const filled = (name: string) => page().querySelector(`[name="${name}"]`)?.getAttribute('autocomplete');
    expect(
      ['companyName', 'primaryDomain', 'country', 'contact.name', 'contact.email', 'contact.phone'].map(filled),
    ).toEqual(['organization', 'on', 'country', 'name', 'email', 'tel']);
  });

  it('asks for delegated administration as a choice of its own, with neither answer preselected', () => {
    const answers = page().querySelectorAll('[name=acceptDelegatedAdministration]');
    expect(answers.map((answer) => [answer.getAttribute('type'), answer.getAttribute('value')])).toEqual([
      ['radio', 'true'],
      ['radio', 'false'],
    ]);
    expect(page().querySelectorAll('[checked]')).toEqual([]);
  });

  it('does not ask for it when it is not offered', () => {
    const html = page({ offer: { ...trial, delegatedAdministration: false } });
    expect(fieldsOf(html)).not.toContain('acceptDelegatedAdministration');
    expect(html.text).not.toContain('administer');
  });

  it.each(languages)('shows word for word what is kept as the consent (%s)', (language) => {
    const html = page({ context: contextIn(language) });
    const details = { partner: northwind, offer: trial };
    const terms = html.querySelector('label[for=field-acceptTerms]')?.text;
    const choice = html.querySelector('fieldset[role=radiogroup]');
    const parts = choice?.querySelectorAll('legend, strong, span').map(({ text }) => text);
    expect(terms).toBe(consentText(language, 'terms', details));
    expect(parts?.join('\n')).toBe(consentText(language, 'delegatedAdministration', details));
  });

  it('starts with the country of the offer', () => {
    expect(
      page()
        .querySelectorAll('option[selected]')
        .map((option) => option.getAttribute('value')),
    ).toEqual(['IL']);
  });

  it('loses nothing that was typed', () => {
    const values = {
      companyName: 'Contoso "Israel" <Ltd>',
      primaryDomain: 'contoso.com',
      country: 'FR',
      'contact.name': 'דנה לוי',
      'contact.email': 'dana@contoso',
      'contact.phone': '+972 3 555',
      acceptDelegatedAdministration: 'false',
      acceptTerms: 'true',
    };
    const html = page({ values, errors: [{ pointer: '/contact/email', message: 'Enter an address.' }] });
    const typed = html
      .querySelectorAll('form .field > input')
      .map((field) => [field.getAttribute('name'), field.getAttribute('value')]);
    expect(Object.fromEntries(typed)).toMatchObject({
      companyName: values.companyName,
      primaryDomain: values.primaryDomain,
      'contact.name': values['contact.name'],
      'contact.email': values['contact.email'],
      'contact.phone': values['contact.phone'],
    });
    expect(html.querySelector('option[selected]')?.getAttribute('value')).toBe('FR');
    expect(html.querySelectorAll('[checked]').map(({ id }) => id)).toEqual([
      'field-acceptDelegatedAdministration-no',
      'field-acceptTerms',
    ]);
  });

  it('says each fault on top, with a link to its field, and again by the field', () => {
    const html = page({
      errors: [
        { pointer: '/contact/email', message: 'Enter an address.' },
        { pointer: '/acceptTerms', message: 'Tick the box.' },
        { pointer: '/elsewhere', message: 'Something else.' },
      ],
    });
    const summary = html.querySelector('[role=alert]');
    expect(summary?.querySelector('h2')?.text).toBe('There are 3 things to put right');
    expect(summary?.querySelectorAll('a').map((link) => [link.getAttribute('href'), link.text])).toEqual([
      ['#field-contact-email', 'Enter an address.'],
      ['#field-acceptTerms', 'Tick the box.'],
    ]);
    expect(summary?.text).toContain('Something else.');
    const field = html.querySelector('#field-contact-email');
    expect(field?.getAttribute('aria-invalid')).toBe('true');
    expect(field?.getAttribute('aria-describedby')).toBe('field-contact-email-hint field-contact-email-problem');
    expect(html.querySelector('#field-contact-email-problem')?.text).toBe('Enter an address.');
    expect(html.querySelector('title')?.text).toMatch(/^Error: /u);
  });

  it('shows no fault on the first visit', () => {
    expect(page().querySelectorAll('[role=alert], [aria-invalid], .fault')).toEqual([]);
  });
});

describe('the page that asks how many licences are wanted', () => {
  const offer = toPurchase(trial, 2);
  const counts = (html: ReturnType<typeof page>) =>
    html
      .querySelectorAll('[name^="quantities."]')
      .map((field) => [field.getAttribute('name'), field.getAttribute('value')]);

  it('proposes what the partner offers, product by product, and says what is possible', () => {
    expect(counts(page({ offer }))).toEqual([
      ['quantities.microsoft-365-business-standard', '12'],
      ['quantities.exchange-online-plan-1', '5'],
    ]);
    expect(page({ offer }).text).toContain('From 1 to 300');
  });

  it('loses nothing that was typed, and says what is wrong beside the field', () => {
    const pointer = '/quantities/microsoft-365-business-standard';
    const html = page({
      offer,
      values: { 'quantities.microsoft-365-business-standard': '301' },
      errors: [{ pointer, message: fieldMessage('en', pointer) }],
    });
    expect(counts(html)[0]).toEqual(['quantities.microsoft-365-business-standard', '301']);
    const field = html.querySelector('[aria-invalid]');
    expect(field?.getAttribute('name')).toBe('quantities.microsoft-365-business-standard');
    expect(html.querySelector(`#${field?.getAttribute('aria-describedby')?.split(' ')[1] ?? ''}`)?.text).toBe(
      'Enter a whole number from 1 to 300.',
    );
    expect(html.querySelector('.summary a')?.getAttribute('href')).toBe(`#${field?.getAttribute('id') ?? ''}`);
  });

  it('does not ask for a trial, whose licences are what they are', () => {
    expect(counts(page())).toEqual([]);
  });

  it.each(languages)('shows word for word what is kept as the consent (%s)', (language) => {
    const html = page({ context: contextIn(language), offer });
    expect(html.querySelector('label[for=field-acceptTerms]')?.text).toBe(
      consentText(language, 'terms', { partner: northwind, offer }),
    );
  });
});
