import { toDelegation, toPurchase } from '../../../local/preview/samples';
import { productNameOf } from '../../../shared/domain/product';
import { languages } from '../../../shared/domain/text';
import { askedText, consentText, consentVersion, consentVersions } from '../../../shared/kit/consent-texts';
import { hashText } from '../../../shared/links/code-requests';
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

/** What the words of each version hash to, in all languages and for all that they depend on: nobody changes a line here, a new version adds one. */
const hashes: Readonly<Record<string, string>> = {
  'trialTerms/1': 'gpd9Nbm4B9VM5AIy',
  'purchaseTerms/1': 'gRAT3iztuXpvAkud',
  'delegationTerms/1': 'UqpotyOap2B85SZa',
  'delegationChoice/1': '049mDQyfVC5y5Wzp',
  'delegationAuthorization/1': '3xioGtlNCCis74Hw',
  'delegationAsk/1': 'Mc3aW4wbhionxpv5',
  'partnerOfRecordAsk/1': 'pt3NMdvfe3tyVY7E',
};

/** Of what a partner asks for with product keys. */
const askedFor = {
  delegationAsk: { kind: 'delegatedAdministration' },
  partnerOfRecordAsk: { kind: 'partnerOfRecord', productId: 'exchange-online-plan-1' },
} as const;

describe('the versions of the words', () => {
  const plain = { ...trial, delegationDays: undefined };
  const shownFor = {
    trialTerms: ['terms', [plain]],
    purchaseTerms: ['terms', [toPurchase(plain, 1), toPurchase(plain, 2)]],
    delegationTerms: ['terms', [toDelegation(plain)]],
    delegationChoice: ['delegatedAdministration', [plain, ...days((count) => ({ ...plain, delegationDays: count }))]],
    delegationAuthorization: [
      'delegatedAdministration',
      [toDelegation(plain), ...days((count) => toDelegation(plain, count))],
    ],
  } as const satisfies Record<Exclude<keyof typeof consentVersions, keyof typeof askedFor>, unknown>;

  function days<T>(offerFor: (count: number) => T): readonly T[] {
    return [1, 2, 30, 730].map(offerFor);
  }

  it.each(Object.keys(shownFor) as (keyof typeof shownFor)[])(
    'tell other words of %s apart: words that changed need a new version',
    (wording) => {
      const [subject, offers] = shownFor[wording];
      const version = `${wording}/${consentVersions[wording]}`;
      const words = languages.flatMap((language) =>
        offers.flatMap((offer) =>
          ['IL', 'CN'].map((usageLocation) => {
            const shownOffer = { ...offer, usageLocation };
            expect(consentVersion(subject, shownOffer)).toBe(version);
            const names = shownOffer.lines.map(({ productId }) => productNameOf(productId, language));
            // A product may be called something else without the words being others.
            return names.reduce(
              (text, name) => text.replaceAll(name, 'PRODUCT'),
              consentText(language, subject, { ...shown, offer: shownOffer }),
            );
          }),
        ),
      );
      expect(new Set(words).size).toBeGreaterThanOrEqual(languages.length);
      expect(hashText(words.join('\n')).slice(0, 16)).toBe(hashes[version]);
    },
  );

  it.each(Object.keys(askedFor) as (keyof typeof askedFor)[])('and of %s', (wording) => {
    const words = languages.map((language) => {
      const { text, version } = askedText(language, { partner: northwind, ask: askedFor[wording] });
      expect(version).toBe(`${wording}/${consentVersions[wording]}`);
      expect(text).toContain(northwind.name);
      return text.replaceAll(productNameOf('exchange-online-plan-1', language), 'PRODUCT');
    });
    expect(new Set(words).size).toBe(languages.length);
    expect(hashText(words.join('\n')).slice(0, 16)).toBe(hashes[`${wording}/${consentVersions[wording]}`]);
  });
});
