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

  it.each([
    ['/companyName', 'companyName', 'Enter the name of your company.'],
    ['/contact/name', 'contact.name', 'Enter the administrator’s name.'],
    ['/name', 'name', 'Enter your name on one line, or leave it empty.'],
  ])('says what a name is that reads like an address: %s', (pointer, field, otherwise) => {
    const alone = 'Enter the name alone: no web or email address, no phone number, no sentences.';
    expect(fieldMessage('en', pointer, { [field]: 'Win at https://evil.example' })).toBe(alone);
    for (const typed of ['', ' ', 'Contoso\nLtd'])
      expect(fieldMessage('en', pointer, { [field]: typed })).toBe(otherwise);
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
