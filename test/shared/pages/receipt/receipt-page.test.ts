import { parse } from 'node-html-parser';
import { renderReceiptPage, type ReceiptPage } from '../../../../shared/pages/receipt/receipt-page';
import { contextIn, trial } from '../samples';

const page = (changes: Partial<ReceiptPage> = {}) =>
  parse(
    renderReceiptPage({
      context: contextIn('en'),
      offer: trial,
      lines: [
        {
          productId: 'microsoft-365-business-premium-trial',
          quantity: 25,
          endsAt: new Date('2026-12-23T10:00:00.000Z'),
        },
      ],
      companyName: 'Contoso Ltd.',
      confirmedAt: new Date('2026-11-23T10:00:00.000Z'),
      accessUrl: '/access/token',
      setUp: [{ productId: 'microsoft-365-business-premium-trial', state: 'pending' }],
      ...changes,
    }),
  );
const factsOf = (html: ReturnType<typeof page>) => {
  const [names, values] = ['dt', 'dd'].map((tag) => html.querySelectorAll(`.facts ${tag}`).map(({ text }) => text));
  return Object.fromEntries((names ?? []).map((name, index) => [name, values?.[index]]));
};

describe('the receipt', () => {
  it.each<[string, ReceiptPage['setUp'][number]['state'], string, string]>([
    ['is awaited', 'pending', 'now sets this up at Microsoft', 'Sign in at'],
    ['is ready', 'done', 'ready. Sign in at https://admin.microsoft.com', 'now sets this up'],
    ['could not be set up', 'failed', 'could not set this up yet. Your access page says why', 'now sets this up'],
  ])('says of each product that it %s, and nothing else', (_what, state, said, unsaid) => {
    const { text } = page({ setUp: [{ productId: 'microsoft-365-business-premium-trial', state }] });
    const words = text.replace(/[\u2066-\u2069]/gu, '');
    expect(words).toContain(said);
    expect(words).not.toContain(unsaid);
  });

  it('says nothing of setting up once all of it is over', () => {
    const { text } = page({ setUp: [] });
    for (const unsaid of ['now sets this up', 'Sign in at', 'could not set this up'])
      expect(text).not.toContain(unsaid);
  });

  it('says what was agreed, by whom, with whom, and when it ends', () => {
    expect(factsOf(page())).toEqual({
      Company: 'Contoso Ltd.',
      Product: 'Microsoft 365 Business Premium',
      Licences: '25',
      'Trial ends': '23 December 2026 at 12:00 Israel Time',
      'Cost now': 'Nothing',
      'Partner of record': 'Northwind Traders',
      'Delegated administration': 'Not part of this offer',
      'Agreed on': '23 November 2026 at 12:00 Israel Time',
      'Offer number': 'TI-4F7K-2M9Q',
    });
  });

  it.each([
    [true, /^Yes/u],
    [false, /^No:/u],
    [undefined, /^Not part/u],
  ])('says what was answered about delegated administration: %p', (delegatedAdministration, words) => {
    expect(factsOf(page({ delegatedAdministration }))['Delegated administration']).toMatch(words);
  });

  it('does not pretend that anything is set up already', () => {
    expect(page().text).toContain('Until that is done there is nothing new to sign in to.');
  });

  it('asks for nothing any more', () => {
    expect(page().querySelectorAll('form, input, button')).toEqual([]);
  });
});
