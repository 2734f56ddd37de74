import { deskFor, supportDesk } from '../../../../shared/domain/partners/support-desk';
import type { Partner } from '../../../../shared/domain/partners/partner';
import { aPartner } from '../../../redemption-samples';

const desk = (profile: Partial<Partner['profile']>) =>
  supportDesk({ ...aPartner(), profile: { ...aPartner().profile, email: null, ...profile } });
const help = { email: 'help@northwind.example', phone: null, url: null, hours: null };

describe('where service requests go', () => {
  it('is the address named for them, then the one for help, then the company’s', () => {
    const email = 'hello@northwind.example';
    const serviceRequests = { sentTo: 'ownDesk', email: 'desk@northwind.example' } as const;
    expect(desk({ serviceRequests, support: help, email })).toEqual({
      kind: 'ownDesk',
      address: serviceRequests.email,
    });
    expect(desk({ support: help, email })).toEqual({ kind: 'ownDesk', address: help.email });
    expect(desk({ support: { ...help, email: null }, email })).toEqual({ kind: 'ownDesk', address: email });
  });

  it('is nowhere while nothing is named: a distributor’s is no other address', () => {
    expect(desk({})).toBeUndefined();
    expect(desk({ serviceRequests: { sentTo: 'distributor', email: null }, support: help })).toBeUndefined();
    expect(deskFor({ ...aPartner(), profile: { ...aPartner().profile, email: null } })).toMatchObject({
      refusal: 'profile-incomplete',
    });
    expect(deskFor(aPartner())).toMatchObject({ value: { kind: 'ownDesk' } });
  });

  it('is Microsoft’s form in the partner’s cloud', () => {
    expect(desk({ serviceRequests: { sentTo: 'microsoft', email: null } })).toMatchObject({
      kind: 'microsoft',
      url: expect.stringMatching(/^https:/u) as string,
    });
  });
});
