import { deskCodeMail, nextDeskCode } from '../../../../shared/domain/customers/desk-code';
import {
  isOverdue,
  raiseRequest,
  requestLine,
  requestView,
  touched,
  type ServiceRequest,
} from '../../../../shared/domain/customers/service-request';
import { contactFault, productFault } from '../../../../shared/domain/customers/service-request-draft';
import { aCustomer, aPartner, after } from '../../../redemption-samples';
import { noon } from '../../../world';

const customer = aCustomer();
const raisedBy = { userId: 'noa', name: 'Noa Levi', email: 'noa@northwind.example' };
const hour = 3600;

function aRequest(changes: Partial<ServiceRequest> = {}, draft = {}): ServiceRequest {
  const words = { title: 'No mail', description: 'Since noon.', severity: 'critical', ...draft } as const;
  const details = { customer, draft: words, number: '0428', raisedBy, drawnFrom: 'd', fingerprint: 'f', now: noon };
  return { ...raiseRequest(details), ...changes };
}

describe('a service request', () => {
  it('is open, in the words of whoever raised it, who is asked back unless somebody else is named', () => {
    expect(aRequest()).toMatchObject({
      revision: 1,
      state: 'open',
      notes: 0,
      contact: { name: raisedBy.name, email: raisedBy.email },
      createdAt: noon.toISOString(),
    });
    expect(aRequest()).not.toHaveProperty('productId');
    const boaz = { name: 'Boaz', email: 'boaz@northwind.example' };
    expect(aRequest({}, { contact: boaz, productId: 'power-bi-pro' })).toMatchObject({
      contact: boaz,
      productId: 'power-bi-pro',
    });
  });

  it('is found by number, title, description, product and company', () => {
    const { searchText } = aRequest({}, { productId: 'power-bi-pro' });
    for (const word of ['0428', 'no mail', 'since noon', 'power bi', 'contoso']) expect(searchText).toContain(word);
  });

  it.each([
    ['critical', 2],
    ['moderate', 4],
    ['minimal', 8],
  ] as const)('that is %s waits %i hours for somebody to touch it', (severity, hours) => {
    const request = aRequest({}, { severity });
    const until = after(hours * hour);
    expect(request).toMatchObject({ untouchedUntil: until.toISOString(), dueAt: until.toISOString() });
    expect(isOverdue(request, after(hours * hour - 0.001))).toBe(false);
    expect(isOverdue(request, until)).toBe(true);
    expect(touched(request, after(60))).toMatchObject({
      changedAt: after(60).toISOString(),
      untouchedUntil: after(60 + hours * hour).toISOString(),
    });
  });

  it('waits for nobody once it is closed, and stays closed from that moment', () => {
    const closed = touched({ ...aRequest(), state: 'closed' }, after(60));
    expect(closed).toMatchObject({ closedAt: after(60).toISOString() });
    for (const gone of ['untouchedUntil', 'dueAt', 'queue']) expect(closed).not.toHaveProperty(gone);
    expect(isOverdue(closed, after(9 * hour))).toBe(false);
    expect(touched(closed, after(90)).closedAt).toBe(after(60).toISOString());
    expect(touched({ ...closed, state: 'open' }, after(90))).not.toHaveProperty('closedAt');
  });

  it('tells where it is sent as things stand', () => {
    const view = (desk: Parameters<typeof requestView>[2]['desk']) =>
      requestView(aRequest(), customer, { notes: [], desk, now: noon }).sentTo;
    expect(view(undefined)).toEqual({ kind: 'ownDesk', email: null });
    expect(view({ kind: 'distributor', address: 'd@example.com' })).toEqual({
      kind: 'distributor',
      email: 'd@example.com',
    });
    expect(view({ kind: 'microsoft', url: 'https://example.com' })).toEqual({
      kind: 'microsoft',
      email: raisedBy.email,
      url: 'https://example.com',
    });
    expect(requestLine(aRequest(), customer, after(3 * hour))).toMatchObject({
      overdue: true,
      shared: false,
      status: 'open',
    });
    expect(requestLine(aRequest({ isShared: true }), customer, noon)).toMatchObject({ overdue: false, shared: true });
  });

  it('asks nobody at the customer, wherever in its domains', () => {
    const whose = { ...customer, otherDomains: ['beans.example'] };
    const theirs = { refusal: 'invalid-request', errors: [{ pointer: '/contact/email' }] };
    for (const email of [
      'x@contoso.example',
      'x@mail.contoso.example',
      'x@beans.example',
      customer.contact.email.toUpperCase(),
    ])
      expect(contactFault({ name: 'X', email }, whose)).toMatchObject(theirs);
    for (const email of ['x@northwind.example', 'x@notcontoso.example'])
      expect(contactFault({ name: 'X', email }, whose)).toBeUndefined();
    expect(
      contactFault({ name: 'X', email: 'x@north.example' }, { ...whose, primaryDomain: null, otherDomains: [] }),
    ).toBeUndefined();
  });

  it('is about a product that there is, or none', () => {
    expect([undefined, null, 'power-bi-pro'].map(productFault)).toEqual([undefined, undefined, undefined]);
    expect(productFault('abacus')).toMatchObject({
      refusal: 'product-unavailable',
      errors: [{ pointer: '/productId' }],
    });
  });
});

describe('the code of its desk', () => {
  const none = { code: undefined, mail: undefined, throttle: undefined };
  const about = { keyId: 'k', askedWith: undefined, now: noon };

  it('is counted, a minute apart', () => {
    const first = nextDeskCode(aRequest(), none, about);
    if (!first.ok) throw new Error(first.refusal);
    expect(first.value).toMatchObject({ number: 1, tries: 0, requestNumber: '0428', askedAt: noon.toISOString() });
    const next = (seconds: number) =>
      nextDeskCode(
        aRequest(),
        { ...none, code: { ...first.value, tries: 2 } },
        { ...about, now: after(seconds), askedWith: 'press' },
      );
    expect(next(59)).toMatchObject({ refusal: 'too-many-attempts' });
    expect(next(60)).toMatchObject({ value: { number: 2, tries: 0, askedWith: 'press' } });
  });

  it('goes to the desk, or to whoever raised the request where the desk takes no mail', () => {
    const code = nextDeskCode(aRequest(), none, about);
    if (!code.ok) throw new Error(code.refusal);
    const to = (desk: Parameters<typeof deskCodeMail>[2]) =>
      deskCodeMail(aPartner(), aRequest(), desk, code.value).to.address;
    expect(to({ kind: 'ownDesk', address: 'desk@northwind.example' })).toBe('desk@northwind.example');
    expect(to({ kind: 'microsoft', url: 'https://example.com' })).toBe(raisedBy.email);
  });
});
