import { checkRedemption } from '../../../../shared/domain/redemptions/redemption-request';
import { knownSharedDomains } from '../../../../shared/mailboxes/known-domains';
import { anOffer, aPartner, aRequest, trial } from '../../../redemption-samples';

const isShared = knownSharedDomains([]);

describe("checking a customer's answer", () => {
  it('agrees to the lines of the offer', () => {
    expect(checkRedemption(aPartner(), anOffer(), aRequest(), isShared)).toEqual({
      ok: true,
      value: [{ productId: trial, quantity: 25 }],
    });
  });

  it('tells every fault that it finds at once', () => {
    const request = aRequest({
      contact: { name: 'Dana', email: 'dana@elsewhere.example' },
      quantities: { 'a/b~c': 1 },
    });
    expect(checkRedemption(aPartner(), anOffer({ delegatedAdministration: true }), request, isShared)).toMatchObject({
      refusal: 'invalid-request',
      errors: [
        { pointer: '/contact/email' },
        { pointer: '/acceptDelegatedAdministration' },
        { pointer: '/quantities/a~1b~0c' },
      ],
    });
  });

  it.each([
    ['its own address', { globalAdministrator: { userId: 'n', name: 'N', email: 'n@own.example' } }, {}],
    ['the address of its profile', { profile: { ...aPartner().profile, email: 'n@own.example' } }, {}],
    ['its web site', { profile: { ...aPartner().profile, website: 'https://www.own.example/' } }, {}],
    ['whoever made the offer', {}, { createdBy: { userId: 's', name: 'S', email: 's@own.example' } }],
  ])('keeps the partner from being its own customer: by the domain of %s', (_what, partner, offer) => {
    const request = aRequest({ primaryDomain: 'own.example', contact: { name: 'N', email: 'n@own.example' } });
    expect(checkRedemption(aPartner(partner), anOffer(offer), request, isShared)).toMatchObject({
      errors: [{ pointer: '/primaryDomain' }],
    });
  });

  it('lets a partner whose address is at a public mail provider have customers there', () => {
    const partner = aPartner({ globalAdministrator: { userId: 'n', name: 'N', email: 'noa@gmail.com' } });
    const request = aRequest({ primaryDomain: undefined, contact: { name: 'Dana', email: 'dana@gmail.com' } });
    expect(checkRedemption(partner, anOffer(), request, isShared).ok).toBe(true);
  });

  it.each(['shop.own.example', 'a.b.own.example', 'www.own.example'])(
    'keeps it from being its own customer by %s, a name below its domain',
    (primaryDomain) => {
      const partner = aPartner({ globalAdministrator: { userId: 'n', name: 'N', email: 'n@own.example' } });
      const request = aRequest({ primaryDomain, contact: { name: 'N', email: `n@${primaryDomain}` } });
      expect(checkRedemption(partner, anOffer(), request, isShared)).toMatchObject({
        errors: [{ pointer: '/primaryDomain' }],
      });
      const beside = aRequest({ primaryDomain: 'shown.example', contact: { name: 'N', email: 'n@shown.example' } });
      expect(checkRedemption(partner, anOffer(), beside, isShared).ok).toBe(true);
    },
  );

  it('knows names below a domain that the partner shares with strangers for strangers', () => {
    const profile = { ...aPartner().profile, website: 'https://northwind.uk.com/' };
    const partner = aPartner({ globalAdministrator: { userId: 'n', name: 'N', email: 'n@uk.com' }, profile });
    const request = (primaryDomain: string) =>
      aRequest({ primaryDomain, contact: { name: 'Dana', email: `dana@${primaryDomain}` } });
    expect(checkRedemption(partner, anOffer(), request('contoso.uk.com'), isShared).ok).toBe(true);
    expect(checkRedemption(partner, anOffer(), request('northwind.uk.com'), isShared).ok).toBe(false);
  });

  it('looks at the country before the counts', () => {
    const request = aRequest({ country: 'CN', quantities: { [trial]: 1 } });
    expect(checkRedemption(aPartner(), anOffer(), request, isShared)).toMatchObject({ refusal: 'product-unavailable' });
    expect(checkRedemption(aPartner({ cloud: 'china' }), anOffer(), request, isShared)).toMatchObject({
      refusal: 'product-unavailable',
    });
  });
});
