import { redemptionFromForm } from '../../../shared/links/redemption-form';

const read = (form: string) => redemptionFromForm(new URLSearchParams(form));

describe('the form of a redemption', () => {
  it('says the same as the JSON of a program', () => {
    expect(
      read(
        'companyName=Contoso&primaryDomain=contoso.example&country=IL&contact.name=Dana&contact.email=dana%40contoso.example&contact.phone=%2B972&acceptTerms=true&acceptDelegatedAdministration=false&quantities.a=3&quantities.b=&language=he&idempotencyKey=k',
      ),
    ).toEqual({
      companyName: 'Contoso',
      primaryDomain: 'contoso.example',
      country: 'IL',
      contact: { name: 'Dana', email: 'dana@contoso.example', phone: '+972' },
      acceptTerms: true,
      acceptDelegatedAdministration: false,
      quantities: { a: 3 },
      language: 'he',
    });
  });

  it('leaves out what was left empty', () => {
    expect(read('companyName=+&primaryDomain=&contact.phone=')).toEqual({ contact: {} });
  });

  it('takes a ticked box for a yes, and makes neither a yes nor a no of anything else', () => {
    expect(read('acceptTerms=on')).toMatchObject({ acceptTerms: true });
    expect(read('acceptTerms=maybe')).toMatchObject({ acceptTerms: 'maybe' });
  });

  it('takes a count that is none for no number, to be refused by its field', () => {
    expect(read('quantities.a=many')).toMatchObject({ quantities: { a: NaN } });
  });

  it('keeps names of fields from reaching into objects', () => {
    const request = read('quantities.__proto__=3&__proto__=x&contact.__proto__=y');
    expect(JSON.stringify(request)).toBe('{"contact":{},"quantities":{"__proto__":3}}');
    expect(Object.getPrototypeOf(request)).toBe(Object.prototype);
  });
});
