import {
  isTheirs,
  mentions,
  pseudonymousAddress,
  pseudonymousName,
  withPeople,
  type ErasedPeople,
} from '../../../../shared/domain/customers/erased-people';
import { isPseudonym } from '../../../../shared/domain/pseudonym-address';

const nobody: ErasedPeople = { secret: 'secret', domain: 'contoso.example', mailboxes: {}, names: {}, company: [] };
const people = withPeople(nobody, [
  { name: 'Dana Cohen', email: 'Dana@contoso.example' },
  { name: 'דנה כּהן', email: 'dana.cohen@gmail.com' },
  { name: '欧阳翡翠' },
  { name: 'constructor', email: '__proto__@contoso.example' },
]);

describe('the people of a customer', () => {
  it.each([
    ['an address at the company’s own domain', 'anybody@contoso.example', true],
    ['a mailbox, however it is spelled', 'D.anaCohen+x@googlemail.com', true],
    ['another mailbox of a provider', 'dana@gmail.com', false],
    ['a domain that only ends alike', 'dana@not-contoso.example', false],
  ])('are told by %s', (_what, address, expected) => expect(isTheirs(people, address)).toBe(expected));

  it.each([
    ['a whole name', 'Tell dana COHEN to call', true],
    ['a name in another spelling', 'לדנה כהן שלום', true],
    ['a name of Han characters', '请联系欧阳翡翠女士', true],
    ['an address at their domain', 'write to info@CONTOSO.example', true],
    ['an address at a provider', 'write to DANA.COHEN@gmail.com', true],
    ['a first name', 'Dana knows', false],
    ['nobody', 'We are not interested', false],
  ])('are named by %s', (_what, text, expected) => expect(mentions(people, text)).toBe(expected));

  it('have one pseudonym each, whichever record names them how, and other ones in another erasure', () => {
    const address = pseudonymousAddress(people, 'dana.cohen@gmail.com');
    expect(address).toBe(pseudonymousAddress(people, 'DanaCohen@googlemail.com'));
    expect(isPseudonym(address)).toBe(true);
    expect(pseudonymousAddress(people, address)).toBe(address);
    const name = pseudonymousName(people, 'דנה כהן', 'danacohen@gmail.com');
    expect(name).toBe(`Person ${address.slice(0, 10).toUpperCase()}`);
    expect(pseudonymousName(people, 'דנה כּהן', undefined)).toBe(name);
    expect(pseudonymousName(people, name, address)).toBe(name);
    expect(pseudonymousAddress({ ...people, secret: 'another' }, 'dana.cohen@gmail.com')).not.toBe(address);
  });

  it('may be called as the language’s own fields are', () => {
    expect(pseudonymousName(people, 'constructor', undefined)).toMatch(/^Person [0-9A-F]{10}$/u);
    expect(pseudonymousName(nobody, 'toString', undefined)).toMatch(/^Person [0-9A-F]{10}$/u);
  });
});
