import { TimeZone, toTimeZone } from '../../../shared/domain/time-zone';

describe('a time zone', () => {
  it.each([
    ['Asia/Jerusalem', 'Asia/Jerusalem'],
    ['asia/JERUSALEM', 'Asia/Jerusalem'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['UTC', 'UTC'],
    ['Etc/GMT+3', 'Etc/GMT+3'],
    // Known by an older name to some versions of Node.js, and by this one to others.
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(toTimeZone(typed)).toBe(kept);
    expect(TimeZone.parse(` ${typed}\n`)).toBe(kept);
  });

  it.each([
    '',
    'Jerusalem',
    'Asia/Nowhere',
    '+02:00',
    '-0300',
    'GMT+2',
    '/',
    'Asia/',
    '../etc',
    'A'.repeat(200),
    'אסיה',
  ])('%j is none', (typed) => expect(toTimeZone(typed)).toBeUndefined());
});
