import { KeyApplicationRequest } from '../../../../shared/domain/keys/key-application-request';
import { check } from '../../../../shared/http/request';
import { contoso } from '../../../world';

const { acceptTerms: _terms, ...named } = contoso;
const faults = (customer: unknown, more: object = {}) => {
  const checked = check(KeyApplicationRequest, { keys: ['one'], customer, ...more });
  return checked.ok ? [] : (checked.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`);
};

describe('a request to use product keys', () => {
  it('takes a customer by its id, or by name with the language that it is written in', () => {
    expect(faults({ id: 'domain:contoso.example' })).toEqual([]);
    expect(faults({ ...named, language: 'he' })).toEqual([]);
  });

  it.each([
    ['nothing', undefined, ['/customer: Is required.']],
    ['no object', 'contoso', [expect.stringMatching(/^\/customer: /u)]],
    ['a field that is missing', { ...named, country: undefined }, ['/customer/country: Is required.']],
    [
      'a nested field that is missing',
      { ...named, contact: { email: 'dana@contoso.example' } },
      ['/customer/contact/name: Is required.'],
    ],
    [
      'a field that is not known',
      { ...named, acceptTerms: true },
      ['/customer/acceptTerms: This field is not known here.'],
    ],
    [
      'an id and a name',
      { id: 'x', ...named },
      [
        '/customer/companyName: This field is not known here.',
        '/customer/primaryDomain: This field is not known here.',
        '/customer/country: This field is not known here.',
        '/customer/contact: This field is not known here.',
      ],
    ],
    [
      'an address that is none',
      { ...named, contact: { name: 'Dana', email: 'dana' } },
      [expect.stringMatching(/^\/customer\/contact\/email: /u)],
    ],
    ['a language of nobody’s', { ...named, language: 'fr' }, ['/customer/language: Must be he, en or zh-CN.']],
  ])('names the field for %s', (_what, customer, expected) => {
    expect(faults(customer)).toEqual(expected);
  });

  it('takes the name of a company’s site for its domain', () => {
    const checked = check(KeyApplicationRequest, {
      keys: ['one'],
      customer: { ...named, primaryDomain: 'www.contoso.example' },
    });
    expect(checked.ok && checked.value.customer).toMatchObject({ primaryDomain: 'contoso.example' });
  });

  it('takes 1 to 50 keys', () => {
    expect(faults({ id: 'x' }, { keys: [] })).toEqual(['/keys: Give at least one key.']);
    expect(faults({ id: 'x' }, { keys: Array(50).fill('k') })).toEqual([]);
    expect(faults({ id: 'x' }, { keys: Array(51).fill('k') })).toEqual(['/keys: Give at most 50 keys at a time.']);
  });

  it('knows three modes', () => {
    expect(faults({ id: 'x' }, { mode: 'renew' })).toEqual(['/mode: Must be new, extend or addLicences.']);
  });
});
