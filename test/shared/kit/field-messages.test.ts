import { languages } from '../../../shared/domain/text';
import { fieldMessage } from '../../../shared/kit/field-messages';

const pointers = [
  '/companyName',
  '/primaryDomain',
  '/country',
  '/contact/name',
  '/contact/email',
  '/contact/phone',
  '/acceptTerms',
  '/acceptDelegatedAdministration',
  '/language',
  '/confirmationCode',
];

describe('what customers are told about a field', () => {
  it.each(languages)('is a sentence of its own for each field (%s)', (language) => {
    const messages = pointers.map((pointer) => fieldMessage(language, pointer));
    expect(new Set([...messages, fieldMessage(language, '/somethingElse')]).size).toBe(pointers.length + 1);
  });

  it('asks for a domain that is missing, and for the own one when another was given', () => {
    expect(fieldMessage('en', '/primaryDomain', { primaryDomain: ' ' })).toBe(
      'Enter your company’s domain, or use an administrator’s address at a public mail provider.',
    );
    expect(fieldMessage('en', '/primaryDomain', { primaryDomain: 'gmail.com' })).toBe(
      'Enter your company’s own domain, such as contoso.com. Leave it empty only with an address at a public mail provider.',
    );
  });

  it('names the domain that an otherwise good address should be in', () => {
    const message = (email: string) =>
      fieldMessage('en', '/contact/email', { primaryDomain: 'Contoso.com', 'contact.email': email });
    expect(message('dana@other.example')).toBe(
      'Enter an address at contoso.com: that is what shows the company is yours.',
    );
    expect(message('dana@')).toBe('Enter the administrator’s email address, such as dana@contoso.com.');
  });
});
