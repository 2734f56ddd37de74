import { createCustomer, customersView, domainFaults } from '../../../../shared/domain/customers/customer';
import { knownSharedDomains } from '../../../../shared/mailboxes/known-domains';
import { contoso, noon, tenants } from '../../../world';

describe("a company's domain and its administrator's address", () => {
  const partners = ['northwind.example'];
  const pointers = (email: string, primaryDomain?: string) =>
    domainFaults({ email, primaryDomain }, partners, knownSharedDomains([])).map(({ pointer }) => pointer);

  it.each([
    ['an address in exactly the domain', 'dana@contoso.example', 'contoso.example', []],
    ['an address at a public mail provider without a domain', 'dana@gmail.com', undefined, []],
    ['an address of its own without a domain', 'dana@contoso.example', undefined, ['/primaryDomain']],
    ['a public mail domain', 'dana@gmail.com', 'gmail.com', ['/primaryDomain']],
    ["the partner's domain", 'noa@northwind.example', 'northwind.example', ['/primaryDomain']],
    ["a name below the partner's domain", 'noa@il.northwind.example', 'il.northwind.example', ['/primaryDomain']],
    ["a name that ends like the partner's", 'noa@supernorthwind.example', 'supernorthwind.example', []],
    ['a public suffix', 'dana@org.il', 'org.il', ['/primaryDomain']],
    ['a private suffix', 'dana@uk.com', 'uk.com', ['/primaryDomain']],
    ['an address at a private suffix without a domain', 'dana@uk.com', undefined, []],
    ['a name below a private suffix', 'dana@contoso.uk.com', 'contoso.uk.com', []],
    ['an address in a subdomain', 'dana@mail.contoso.example', 'contoso.example', ['/contact/email']],
    ['an address in the domain above', 'dana@contoso.example', 'shop.contoso.example', ['/contact/email']],
    ['an address elsewhere', 'dana@gmail.com', 'contoso.example', ['/contact/email']],
    [
      'an address whose name looks like the domain',
      'contoso.example@evil.example',
      'contoso.example',
      ['/contact/email'],
    ],
  ])('with %s', (_what, email, primaryDomain, faults) => {
    expect(pointers(email, primaryDomain)).toEqual(faults);
  });
});

describe('a new customer', () => {
  const customer = createCustomer({
    ...contoso,
    partnerId: tenants.northwind,
    customerId: 'domain:contoso.example',
    language: 'he',
    now: noon,
  });

  it('has its contact on record, no delegation, no tags and has tried nothing', () => {
    expect(customer).toMatchObject({
      id: 'domain:contoso.example',
      contact: contoso.contact,
      delegation: { status: 'none' },
      tags: [],
      holdings: {},
      revision: 1,
      createdAt: noon.toISOString(),
    });
  });

  it('is found by name and domain', () => {
    expect(customer.searchText).toBe('contoso contosoexample');
  });
});

describe('the list of customers', () => {
  it('is a list below a hundred and a search from a hundred on', () => {
    expect([0, 99, 100, 101].map(customersView)).toEqual(['list', 'list', 'search', 'search']);
  });
});
