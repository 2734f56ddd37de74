import { toPurchase } from '../../../local/preview/samples';
import { productNameOf } from '../../../shared/domain/product';
import { languages } from '../../../shared/domain/text';
import { consentText } from '../../../shared/kit/consent-texts';
import { northwind, trial } from '../pages/samples';

const shown = { partner: northwind, offer: trial };

describe('the text of a consent', () => {
  it('is pinned word for word: a hash of it is kept for years', () => {
    expect(consentText('en', 'terms', shown)).toBe(
      'I may decide this for my company. We accept the trial of Microsoft 365 Business Premium as described here, under the Microsoft Customer Agreement. It ends by itself after 30 days, without a charge. Northwind Traders becomes the partner of record for it and receives the details given here, as does Microsoft as far as they are needed to set up the trial.',
    );
    expect(consentText('en', 'delegatedAdministration', shown)).toBe(
      [
        'May Northwind Traders administer your Microsoft services for you?',
        'Yes',
        'Northwind Traders may manage your users, licences and settings and reset passwords, until either of you ends it.',
        'No',
        'Northwind Traders gets no access to your services. The offer is the same.',
      ].join('\n'),
    );
  });

  it('of an order is pinned too', () => {
    expect(consentText('en', 'terms', { ...shown, offer: toPurchase(trial, 2) })).toBe(
      'I may decide this for my company. We order Microsoft 365 Business Standard and Exchange Online (Plan 1), in the numbers of licences given here, under the Microsoft Customer Agreement. Microsoft bills us directly; each subscription runs for 12 months and renews itself until we end it. Northwind Traders becomes the partner of record for what we order and receives the details given here, as does Microsoft as far as they are needed to set it up.',
    );
  });

  it.each(languages)('names the partner, the product, the length and the agreement (%s)', (language) => {
    const text = consentText(language, 'terms', shown);
    const product = productNameOf('microsoft-365-business-premium', language);
    for (const part of [northwind.name, product, '30', 'POR'].slice(0, language === 'en' ? 3 : 4))
      expect(text).toContain(part);
  });

  it('is another text in each language, for each partner and each product', () => {
    const otherOffer = { ...trial, lines: trial.lines.map((line) => ({ ...line, productId: 'power-bi-pro-trial' })) };
    const texts = [
      ...languages.map((language) => consentText(language, 'terms', shown)),
      consentText('en', 'terms', { ...shown, partner: { name: 'Fabrikam' } }),
      consentText('en', 'terms', { ...shown, offer: otherOffer }),
      consentText('en', 'terms', { ...shown, offer: { ...trial, usageLocation: 'CN' } }),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('is the same text every time', () => {
    expect(consentText('he', 'terms', shown)).toBe(consentText('he', 'terms', { ...shown }));
  });
});
