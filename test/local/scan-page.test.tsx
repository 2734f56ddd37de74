import { pageText } from '../../local/page';
import { ScanPage } from '../../local/scan-page';
import { grants, type Standing } from '../../local/standing';

const before: Standing = {
  redemptions: 1,
  customers: 42,
  subscriptions: 80,
  consents: 3,
  notifications: 2,
  unconfirmed: 0,
  notes: 0,
};
const scan = { steps: [], address: 'robot@scanner.example', linksElsewhere: 0 };
const shown = (after: Standing): string =>
  pageText(<ScanPage report={{ scan, before, after, codeMailId: undefined, invitationUrl: undefined }} />);

describe('the verdict on a scan', () => {
  it('is that nothing was granted when only an answer is left without its code, or a note', () => {
    expect(shown({ ...before, unconfirmed: 1 })).toContain('<h1>Nothing was granted</h1>');
    expect(shown({ ...before, notes: 1 })).toContain('<h1>Nothing was granted</h1>');
  });

  it.each(grants)('is that something was granted when this has changed: $title', ({ name }) => {
    expect(shown({ ...before, [name]: before[name] + 1 })).toContain('<h1>Something was granted</h1>');
  });
});
