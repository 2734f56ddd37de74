import { parse } from 'node-html-parser';
import { toPurchase } from '../../../../local/preview/samples';
import type { Language } from '../../../../shared/domain/text';
import { renderOfferPage } from '../../../../shared/pages/offer/offer-page';
import { contextIn, northwind, trial } from '../samples';

const page = (offer = trial, partner = northwind, language: Language = 'en') =>
  parse(
    renderOfferPage({
      context: contextIn(language, partner),
      offer,
      detailsUrl: '/o/code?step=details',
      refusalUrl: '/o/code?step=refusal',
    }),
  );
const textOf = (offer = trial, partner = northwind) => page(offer, partner).querySelector('body')?.text ?? '';

describe('the page that a link opens', () => {
  it('says who offers what, for how long, until when, and that it costs nothing', () => {
    const first = page().querySelector('.card')?.text ?? '';
    expect(page().querySelector('h1')?.text).toBe(
      'Northwind Traders invites you to try Microsoft 365 Business Premium',
    );
    expect(page().querySelector('header')?.text).toContain('Tel Aviv');
    for (const fact of ['25', '30 days', 'Nothing', '21 February 2027 at 12:00 Israel Time', 'Step 1 of 3: the offer'])
      expect(first).toContain(fact);
    expect(first).toContain('It ends by itself and never turns into a charge.');
  });

  it.each([
    ['en', 'cloud partner. The trial'],
    ['zh-CN', '云合作伙伴。试用免费'],
  ] as const)('sets its sentences side by side as the language does (%s)', (language, sentences) => {
    expect(page(trial, northwind, language).querySelector('.card')?.text).toContain(sentences);
  });

  it('leads on to the details by a link, and has no form that a scanner could send', () => {
    expect(
      page()
        .querySelectorAll('a.button')
        .map((link) => link.getAttribute('href')),
    ).toEqual(['/o/code?step=details']);
    expect(page().querySelectorAll('form, button, input')).toEqual([]);
  });

  it('lets its reader say no', () => {
    expect(page().querySelector('a[href="/o/code?step=refusal"]')?.text.trim()).toBe('No, thank you');
  });

  it('says that the partner becomes partner of record, and what that means', () => {
    expect(textOf()).toContain('Northwind Traders becomes the partner of record for the new subscription.');
    expect(textOf()).toContain('no access to your services or data');
  });

  it('speaks of delegated administration only when it is offered', () => {
    expect(textOf()).toContain('Delegated administration');
    expect(textOf({ ...trial, delegatedAdministration: false })).not.toContain('administer');
  });

  it("shows the partner's own words, paragraph by paragraph, and no empty frame without them", () => {
    expect(
      page()
        .querySelectorAll('.message p')
        .map(({ text }) => text),
    ).toEqual(['It was good to meet you.', 'This is how to try it.', 'Dana']);
    expect(page({ ...trial, introduction: undefined, closing: ' ' }).querySelectorAll('.message')).toEqual([]);
  });

  it('says how to check that it is genuine, and what is never asked for', () => {
    const genuine = page().querySelector('section[aria-labelledby=genuine]')?.text ?? '';
    for (const word of [
      '+972 3 555 0100',
      'sales@northwind.example',
      'www.northwind.example',
      '1 Herzl Street',
      'TI-4F7K-2M9Q',
    ])
      expect(genuine).toContain(word);
    expect(genuine).toContain('never asked for a password or for payment details');
  });

  it('shows nothing of a profile that is not there', () => {
    const bare = {
      name: 'Northwind',
      logo: null,
      phone: null,
      email: null,
      website: null,
      address: null,
      support: null,
      accent: null,
    };
    expect(page(trial, bare).querySelectorAll('.contacts div, img, a[href^="mailto:"]')).toEqual([]);
  });

  it('names 21Vianet and its agreement in mainland China', () => {
    const text = textOf({ ...trial, usageLocation: 'CN' });
    expect(text).toContain(
      '21Vianet provides the services, under the 21Vianet Online Services Subscription Agreement.',
    );
    expect(text).not.toContain('Microsoft Customer Agreement');
  });

  it('lists several products one by one', () => {
    const lines = [
      { productId: 'power-bi-pro', quantity: 5 },
      { productId: 'microsoft-365-business-premium', quantity: 7 },
    ];
    expect(
      page({ ...trial, lines })
        .querySelectorAll('.facts dt, .facts dd')
        .map(({ text }) => text)
        .slice(0, 4),
    ).toEqual(['Power BI Pro', '5 licences', 'Microsoft 365 Business Premium', '7 licences']);
  });
});

describe('the page of a purchase offer', () => {
  const order = toPurchase(trial, 2);

  it('names the products, how many of each, and for how long', () => {
    const first = page(order).querySelector('.card')?.text ?? '';
    expect(page(order).querySelector('h1')?.text).toBe(
      'Northwind Traders offers you Microsoft 365 Business Standard and Exchange Online (Plan 1)',
    );
    for (const fact of ['12 licences', '5 licences', '12 months', 'Nothing here; Microsoft bills you'])
      expect(first).toContain(fact);
  });

  it('counts the products in its title when they are many', () => {
    expect(page(toPurchase(trial, 3)).querySelector('h1')?.text).toBe(
      'Northwind Traders offers you 3 Microsoft products',
    );
  });

  it('states the five things: who, who bills, how to reach, that counts can be changed, and delegated administration', () => {
    const text = textOf(order);
    for (const statement of [
      'Northwind Traders is an authorised Microsoft cloud partner.',
      'Microsoft bills your company directly.',
      'sales@northwind.example',
      'you can change each of them before you accept',
      'to manage users, licences and settings and to reset passwords',
    ])
      expect(text).toContain(statement);
    expect(textOf({ ...order, delegatedAdministration: false })).not.toContain('reset passwords');
  });

  it('says what an add-on needs besides, unless that is offered with it', () => {
    const addOn = { productId: 'microsoft-365-copilot', quantity: 2 };
    const needs =
      'Microsoft 365 Copilot adds to another product: your company needs one of these as well: Microsoft 365 ';
    expect(textOf({ ...order, lines: [addOn] })).toContain(needs);
    expect(textOf({ ...order, lines: [addOn, ...order.lines] })).not.toContain(needs);
  });

  it('speaks of no trial and of no price', () => {
    expect(textOf(order)).not.toMatch(/trial|free/iu);
    expect(textOf(order)).toContain('Prices are not shown here.');
  });
});
