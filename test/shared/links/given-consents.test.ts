import { offerCardOf, partnerCardOf } from '../../../shared/kit/cards';
import { consentText } from '../../../shared/kit/consent-texts';
import { hashText } from '../../../shared/links/code-requests';
import { givenConsents } from '../../../shared/links/given-consents';
import { anOffer, aPartner, aRequest } from '../../redemption-samples';

const shown = { partner: partnerCardOf(aPartner(), null), offer: offerCardOf(anOffer()) };

describe('the consents of an answer', () => {
  it.each(['he', 'en', 'zh-CN'] as const)('hold the hash of the terms as the page shows them in %s', (language) => {
    expect(givenConsents(aPartner(), anOffer(), aRequest(), language)).toEqual([
      {
        subject: 'terms',
        given: true,
        textHash: hashText(consentText(language, 'terms', shown)),
        version: 'trialTerms/1',
      },
    ]);
  });

  it.each([true, false])('hold the answer about delegated administration, here %s, beside what was asked', (given) => {
    const consents = givenConsents(aPartner(), anOffer(), aRequest({ acceptDelegatedAdministration: given }), 'he');
    const textHash = hashText(consentText('he', 'delegatedAdministration', shown));
    const version = 'delegationChoice/1';
    expect(consents[1]).toEqual({ subject: 'delegatedAdministration', given, textHash, version });
  });

  it('have another hash in each language and for another partner', () => {
    const hashes = [
      ...(['he', 'en', 'zh-CN'] as const).map((language) => givenConsents(aPartner(), anOffer(), aRequest(), language)),
      givenConsents(aPartner({ profile: { ...aPartner().profile, name: 'Fabrikam' } }), anOffer(), aRequest(), 'en'),
    ].map(([terms]) => terms?.textHash);
    expect(new Set(hashes).size).toBe(4);
  });
});
