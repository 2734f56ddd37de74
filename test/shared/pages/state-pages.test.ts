import { parse } from 'node-html-parser';
import type { Refusal } from '../../../shared/domain/refusal';
import { languages } from '../../../shared/domain/text';
import type { DeadLinkRefusal } from '../../../shared/kit/dead-link-words';
import { renderDeadLinkPage } from '../../../shared/pages/dead-links/dead-link-page';
import { renderRefusalPage } from '../../../shared/pages/dead-links/refusal-page';
import { contextIn } from './samples';

const deadLinks: readonly (readonly [DeadLinkRefusal, string])[] = [
  ['offer-expired', 'This offer has expired'],
  ['offer-revoked', 'This offer has been withdrawn'],
  ['offer-replaced', 'This link has been replaced'],
  ['offer-exhausted', 'This offer has been used up'],
  ['offer-unavailable', 'This offer is not available'],
  ['link-unknown', 'This link does not work'],
];

const others = {
  'malformed-request': 'The form could not be read',
  unauthenticated: 'That did not work',
  forbidden: 'The form came from another site',
  'partner-suspended': 'This offer is not available',
  'not-found': 'There is nothing here',
  'request-in-progress': 'This is being worked on',
  'product-unavailable': 'This product cannot be had here',
  'quantity-out-of-range': 'This product cannot be had here',
  'profile-incomplete': 'That did not work',
  'state-conflict': 'Something has changed meanwhile',
  'trial-already-used': 'This trial has been used already',
  'product-key-malformed': 'That did not work',
  'product-key-unknown': 'That did not work',
  'product-key-used': 'That did not work',
  'product-key-expired': 'That did not work',
  'product-already-owned': 'Your company already has this product',
  'password-gone': 'This is not shown any more',
  'confirmation-code-wrong': 'The code did not match',
  'confirmation-code-expired': 'The code no longer works',
  'too-many-attempts': 'Too many attempts',
  stale: 'Something has changed meanwhile',
  'payload-too-large': 'That was too much text',
  'unsupported-media-type': 'The form could not be read',
  'invalid-request': 'The form could not be read',
  'idempotency-key-reused': 'This form was sent before',
  'precondition-required': 'Something has changed meanwhile',
  unavailable: 'The service is busy',
} as const satisfies Record<Exclude<Refusal, DeadLinkRefusal>, string>;
const refusals = Object.entries(others) as [keyof typeof others, string][];

const context = contextIn('en');
const heading = (html: string) => parse(html).querySelector('h1')?.text;
const paragraphs = (html: string) =>
  parse(html)
    .querySelectorAll('main .card:first-child p')
    .map(({ text }) => text);

describe('a link that leads nowhere', () => {
  it.each(deadLinks)('says which way: %s', (refusal, title) => {
    expect(heading(renderDeadLinkPage({ context, language: 'en', refusal }))).toBe(title);
  });

  it('says what to do next, and whom to ask', () => {
    const html = renderDeadLinkPage({ context, language: 'en', refusal: 'offer-expired' });
    expect(paragraphs(html)).toEqual([
      'The time to accept it is over, so it can no longer be accepted.',
      'Whatever you have agreed already stays as it is.',
      'Would you still like it? Ask Northwind Traders for a fresh link.',
    ]);
    expect(
      parse(html)
        .querySelectorAll('.contacts a')
        .map((link) => link.getAttribute('href')),
    ).toContain('mailto:sales@northwind.example');
  });

  it('tells nobody to ask who has a form for it, or who has asked', () => {
    const form = { action: '/o/code/fresh-link-requests', values: {}, errors: [] };
    for (const freshLink of [form, 'asked'] as const) {
      const html = renderDeadLinkPage({ context, language: 'en', refusal: 'offer-expired', freshLink });
      expect(paragraphs(html).join(' ')).not.toContain('Ask Northwind Traders');
    }
  });

  it('promises no fresh link of an offer that is not available', () => {
    const html = renderDeadLinkPage({ context, language: 'en', refusal: 'offer-unavailable' });
    expect(paragraphs(html).at(-1)).toBe('Northwind Traders can tell you how to go on.');
  });

  it('names nobody when nobody knows whose it is', () => {
    const html = renderDeadLinkPage({ language: 'en', refusal: 'link-unknown' });
    expect(parse(html).querySelectorAll('header, .contacts')).toEqual([]);
    expect(paragraphs(html)[1]).toBe('Copy the whole link from the message, or ask the company that sent it.');
  });
});

describe('a refusal', () => {
  it.each([...refusals, ...deadLinks])('is told in words: %s', (refusal, title) => {
    expect(heading(renderRefusalPage({ context, language: 'en', refusal }))).toBe(title);
  });

  it.each(languages)('always comes with its meaning and a next step (%s)', (language) => {
    for (const [refusal] of [...refusals, ...deadLinks])
      expect(paragraphs(renderRefusalPage({ language, refusal })).length).toBeGreaterThanOrEqual(2);
  });

  it('says when to try again, never too early', () => {
    const next = (retryAfterSeconds?: number) =>
      paragraphs(renderRefusalPage({ context, language: 'en', refusal: 'too-many-attempts', retryAfterSeconds })).at(
        -1,
      );
    expect([undefined, 0, 60, 61, 90 * 60, 90 * 60 + 1, 12 * 3600].map(next)).toEqual([
      'Try again later.',
      'Try again in 1 minute.',
      'Try again in 1 minute.',
      'Try again in 2 minutes.',
      'Try again in 90 minutes.',
      'Try again in 2 hours.',
      'Try again in 12 hours.',
    ]);
  });

  it('leads back when there is a way back', () => {
    const back = (backUrl?: string) =>
      parse(renderRefusalPage({ context, language: 'en', refusal: 'unavailable', backUrl }))
        .querySelectorAll('a.button')
        .map((link) => link.getAttribute('href'));
    expect(back('/o/code')).toEqual(['/o/code']);
    expect(back()).toEqual([]);
  });

  it('sends a company that had its trial to the partner', () => {
    const html = renderRefusalPage({ context, language: 'en', refusal: 'trial-already-used' });
    expect(paragraphs(html).at(-1)).toBe('Northwind Traders can tell you how to go on.');
  });
});
