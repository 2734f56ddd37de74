import { attentionOf, watchedBy } from '../../../../shared/domain/partners/attention';
import { isOver, newWalk } from '../../../../shared/domain/partners/partner-walk';
import { aPartner, after } from '../../../redemption-samples';
import { noon } from '../../../world';
import { colleague } from '../passwords/samples';

describe('what needs attention', () => {
  it('is shown to whom the list behind it is, and why not to others', () => {
    const { shown, withheld } = watchedBy({ ...colleague('noa'), supportedCompanies: 'none' }, aPartner());
    expect(shown).toEqual(['offersEnding']);
    expect(withheld).toContainEqual({
      kind: 'mailsFailed',
      reason: expect.stringContaining('supportedCompanies is none') as string,
    });
    expect(watchedBy(colleague('noa'), aPartner()).shown).toContain('mailsFailed');
  });

  it('is told while there is some, or more than were counted', () => {
    expect(attentionOf('mailsFailed', { count: 0, more: false })).toEqual([]);
    const mails = { kind: 'mailsFailed', href: '/api/mails?status=failed&stopped=false' };
    expect(attentionOf('mailsFailed', { count: 0, more: true })).toMatchObject([{ ...mails, count: 0, more: true }]);
    const [two] = attentionOf('mailsFailed', { count: 2, more: false });
    expect(two).toMatchObject({ ...mails, count: 2 });
    expect(two).not.toHaveProperty('more');
  });
});

it('walks over what is to be forgotten a week after it was last done', () => {
  const walk = { ...newWalk('retention-walk'), isDone: true, doneAt: noon.toISOString() };
  expect(isOver(newWalk('retention-walk'), noon)).toBe(false);
  expect(isOver(walk, after(7 * 86_400 - 1))).toBe(false);
  expect(isOver(walk, after(7 * 86_400))).toBe(true);
  expect(isOver({ ...walk, isDone: false }, after(7 * 86_400))).toBe(false);
  expect(isOver({ ...newWalk('retention-walk'), isDone: true }, noon)).toBe(false);
});
