import { parse } from 'node-html-parser';
import type { CodeError } from '../../../../shared/pages/code/code-form';
import { renderCodePage, type CodePage } from '../../../../shared/pages/code/code-page';
import { contextIn, trial } from '../samples';

const page = (changes: Partial<CodePage> = {}) =>
  parse(
    renderCodePage({
      context: contextIn('en'),
      offer: trial,
      sentTo: 'd•••@contoso.com',
      action: '/o/code/redemptions/1/confirmation',
      resendAction: '/o/code/redemptions/1/code-resends',
      ...changes,
    }),
  );

describe('the page that asks for the code', () => {
  it('takes the code from the keyboard, the clipboard or the phone', () => {
    const field = page().querySelector('[name=confirmationCode]');
    expect(field?.getAttribute('autocomplete')).toBe('one-time-code');
    expect(field?.getAttribute('inputmode')).toBe('numeric');
    expect(field?.getAttribute('dir')).toBe('ltr');
    // "123 456" is pasted as it stands in the mail.
    expect(field?.hasAttribute('maxlength') || field?.hasAttribute('pattern')).toBe(false);
  });

  it('posts the code to one place and the wish for another code to another', () => {
    expect(
      page()
        .querySelectorAll('form')
        .map((form) => [form.getAttribute('method'), form.getAttribute('action')]),
    ).toEqual([
      ['post', '/o/code/redemptions/1/confirmation'],
      ['post', '/o/code/redemptions/1/code-resends'],
    ]);
  });

  it('says where the code went in words that are true for new and for known customers', () => {
    expect(page().text).toContain('A six-digit code is on its way to d•••@contoso.com.');
    expect(page().text).toContain(
      'If your company is already a customer of Northwind Traders, it goes to the administrator on record instead.',
    );
  });

  it.each<[CodeError, RegExp]>([
    ['confirmation-code-wrong', /not the code that was mailed/u],
    ['confirmation-code-expired', /no longer works/u],
    ['too-many-attempts', /tried too often\. Have a new code sent, or try again later\./u],
    ['invalid', /Enter the six digits/u],
  ])('says what is wrong on top and by the field: %s', (error, words) => {
    const html = page({ error });
    expect(html.querySelector('[role=alert] a')?.text).toMatch(words);
    expect(html.querySelector('#field-confirmationCode-problem')?.text).toMatch(words);
    expect(html.querySelector('[name=confirmationCode]')?.getAttribute('aria-invalid')).toBe('true');
  });

  it('does not blame the field for a resend that came too soon, and says how long to wait', () => {
    const html = page({ error: 'resend-too-soon', retryAfterSeconds: 61 });
    expect(html.querySelector('[role=alert]')?.text).toContain(
      'A code was sent only just now. Try again in 2 minutes.',
    );
    expect(html.querySelector('[name=confirmationCode]')?.hasAttribute('aria-invalid')).toBe(false);
  });

  it('says that another code is on its way', () => {
    expect(page({ notice: 'code-resent' }).querySelector('[role=status]')?.text).toContain('A new code is on its way.');
    expect(page().querySelectorAll('[role=status], [role=alert]')).toEqual([]);
  });

  it('offers the way back to the details when there is one', () => {
    const links = (html: ReturnType<typeof page>) =>
      html.querySelectorAll('main a.link').map((link) => link.getAttribute('href'));
    expect(links(page({ detailsUrl: '/o/code?step=details' }))).toEqual(['/o/code?step=details']);
    expect(links(page())).toEqual([]);
  });
});
