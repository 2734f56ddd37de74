import { limits } from '../../../../shared/catalogue/limits';
import {
  choose,
  hasRead,
  languageOf,
  mailChoiceOf,
  preferencesOf,
  readAllUpTo,
  readThese,
  untouchedSettings,
} from '../../../../shared/domain/partners/notification-settings';
import { aPartner } from '../../../redemption-samples';
import { colleague } from '../passwords/samples';

const noa = { ...colleague('noa'), sortKey: '10' };
const untouched = untouchedSettings(noa);

describe('how a user is told', () => {
  it('is at once where they answer for the company, once a day where not, unless they choose', () => {
    expect(preferencesOf(noa, undefined)).toEqual({ mail: 'atOnce', language: null });
    expect(preferencesOf({ companyRole: 'none' }, untouched)).toEqual({ mail: 'dailyDigest', language: null });
    const chosen = choose(untouched, { mail: 'none', language: 'he' });
    expect(chosen.revision).toBe(1);
    expect(preferencesOf(noa, chosen)).toEqual({ mail: 'none', language: 'he' });
  });

  it('is in their language, or their company’s', () => {
    expect(languageOf(undefined, aPartner())).toBe(aPartner().profile.preferredLanguage);
    expect(languageOf({ ...untouched, language: 'zh-CN' }, aPartner())).toBe('zh-CN');
  });

  it('is not by mail while they may not see customers', () => {
    expect(mailChoiceOf(noa, undefined, aPartner())).toBe('atOnce');
    expect(mailChoiceOf({ ...noa, supportedCompanies: 'none' }, undefined, aPartner())).toBe('none');
  });
});

describe('what a user has read', () => {
  it('is what happened before they came', () => {
    expect(['09', '10', '11'].map((place) => hasRead(noa, undefined, place))).toEqual([true, true, false]);
  });

  it('is all up to a mark, which never goes back', () => {
    const marked = readAllUpTo(noa, { ...untouched, readBeyond: ['15', '20', '25'] }, '20');
    expect(marked).toMatchObject({ readUpTo: '20', readBeyond: ['25'] });
    expect(readAllUpTo(noa, marked, '12').readUpTo).toBe('20');
    expect(readAllUpTo(noa, untouched, '09').readUpTo).toBe('10');
  });

  const read = (places: string[], beyond: string[], reachMark = true, from = untouched) => {
    const after = readThese(noa, from, places, { places: beyond, reachMark });
    if (!after.ok) throw new Error(after.refusal);
    return { upTo: after.value.readUpTo, beyond: after.value.readBeyond };
  };

  it('is one by one, once each, in order, and nothing that the mark holds already', () => {
    const from = { ...untouched, readBeyond: ['30'] };
    expect(read(['30', '20', '10', '05'], ['30', '25', '20', '15'], true, from)).toEqual({
      upTo: undefined,
      beyond: ['20', '30'],
    });
    expect(hasRead(noa, { readBeyond: ['20'] }, '20')).toBe(true);
    expect(hasRead(noa, { readBeyond: ['20'] }, '15')).toBe(false);
  });

  it('is up to a higher mark once nothing below is unread', () => {
    expect(read(['15', '20'], ['30', '25', '20', '15'])).toEqual({ upTo: '20', beyond: [] });
    expect(read(['15', '30'], ['30', '25', '20', '15'])).toEqual({ upTo: '15', beyond: ['30'] });
    expect(read(['15'], ['15'])).toEqual({ upTo: '15', beyond: [] });
    expect(read(['20'], ['20'], false)).toEqual({ upTo: undefined, beyond: ['20'] });
  });

  it('is no more than so many one by one', () => {
    const most = limits.notifications.readOneByOne;
    const places = Array.from({ length: most + 1 }, (_, index) => `2${String(index).padStart(5, '0')}`);
    const beyond = { places: [], reachMark: false };
    expect(readThese(noa, untouched, places.slice(1), beyond)).toMatchObject({ ok: true });
    expect(readThese(noa, untouched, places, beyond)).toMatchObject({ refusal: 'state-conflict' });
  });
});
