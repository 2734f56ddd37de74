import * as fc from 'fast-check';
import { typedExpiry } from '../../../../shared/domain/keys/typed-expiry';

const at = (given: string | number) => {
  const typed = typedExpiry(given);
  return 'at' in typed ? typed.at : typed.fault;
};
const endOfMarch = '2027-03-31T23:59:59.999Z';

describe('when a key expires', () => {
  it.each([
    ['ISO 8601', '2027-03-31'],
    ['ISO 8601 in its basic form', '20270331'],
    ['year first, with slashes', '2027/3/31'],
    ['Chinese Excel', '2027年3月31日'],
    ['Excel, as it stands on a British sheet', '31/03/2027'],
    ['Excel, as it stands on an American sheet', '3/31/2027'],
    ['Excel, as it stands on a German sheet', '31.03.2027'],
    ['with dashes', '31-3-2027'],
    ['a name for the month', '31-Mar-2027'],
    ['a name for the month, as Excel shortens it', '31-Mar-27'],
    ['a long date of .NET', 'Wednesday, March 31, 2027'],
    ['a long date in English', '31 March 2027'],
    ['a long date in Hebrew', '31 במרץ 2027'],
    ['the serial number that a spreadsheet keeps', '46477'],
    ['the same as a number', 46477],
    ['the same with a fraction of nothing', '46477.0'],
    ['full-width digits', '２０２７－０３－３１'],
    ['direction marks and blanks around', '\u200f 31/03/2027 \u200e'],
  ])('is the end of its day in UTC when no time is given: %s', (_form, given) => {
    expect(at(given)).toBe(endOfMarch);
  });

  it.each([
    ['2027-03-31T12:30:15Z', '2027-03-31T12:30:15.000Z'],
    ['2027-03-31T12:30:15.1234567Z', '2027-03-31T12:30:15.123Z'],
    ['2027-03-31T12:30:15.1234567+02:00', '2027-03-31T10:30:15.123Z'],
    ['2027-03-31T12:30:15-0530', '2027-03-31T18:00:15.000Z'],
    ['2027-03-31T12:30:15', '2027-03-31T12:30:15.000Z'],
    ['2027-03-31 12:30:15Z', '2027-03-31T12:30:15.000Z'],
    ['2027-03-31 12:30', '2027-03-31T12:30:00.000Z'],
    ['31/03/2027 23:59:59', '2027-03-31T23:59:59.000Z'],
    ['3/31/2027 11:59:59 PM', '2027-03-31T23:59:59.000Z'],
    ['3/31/2027 12:00:00 AM', '2027-03-31T00:00:00.000Z'],
    ['03/31/2027, 12:05 p.m.', '2027-03-31T12:05:00.000Z'],
    ['Wed, 31 Mar 2027 12:30:15 GMT', '2027-03-31T12:30:15.000Z'],
    ['31-Mar-2027 9:05', '2027-03-31T09:05:00.000Z'],
    ['2027/3/31 9:05:07', '2027-03-31T09:05:07.000Z'],
    ['/Date(1806496215123)/', '2027-03-31T12:30:15.123Z'],
    ['\\/Date(1806496215123+0200)\\/', '2027-03-31T12:30:15.123Z'],
    ['2027-03-31T12:30:15+14:00', '2027-03-30T22:30:15.000Z'],
    ['3/31/2027 1:30 AM', '2027-03-31T01:30:00.000Z'],
    ['36526.5', '2000-01-01T12:00:00.000Z'],
    ['99999.5', '2173-10-13T12:00:00.000Z'],
    ['46477.5', '2027-03-31T12:00:00.000Z'],
    ['46477,75', '2027-03-31T18:00:00.000Z'],
    [46477.521006944444, '2027-03-31T12:30:15.000Z'],
  ] as const)('is the moment that %s gives', (given, moment) => {
    expect(at(given)).toBe(moment);
  });

  it.each([
    ['03/04/2027', '2027-04-03', '2027-03-04'],
    ['3.4.2027', '2027-04-03', '2027-03-04'],
    ['12-11-2027 10:00', '2027-11-12', '2027-12-11'],
    ['01/12/2027 12:00:00 AM', '2027-12-01', '2027-01-12'],
  ])('is not guessed when %s may be two days: both are named', (given, one, other) => {
    expect(at(given)).toBe(`This may be ${one} or ${other}; write it so.`);
  });

  it.each([
    ['04/04/2027', '2027-04-04T23:59:59.999Z'],
    ['13/04/2027', '2027-04-13T23:59:59.999Z'],
    ['04/13/2027', '2027-04-13T23:59:59.999Z'],
  ])('is known when %s can only be one', (given, moment) => {
    expect(at(given)).toBe(moment);
  });

  it.each([
    ['31/12/27', 'Write the year with four digits.'],
    ['2027-02-29', 'There is no such day.'],
    ['31/04/2027', 'There is no such day.'],
    ['2027-13-01', 'There is no such day.'],
    ['0/0/2027', 'There is no such day.'],
    ['13/13/2027', 'There is no such day.'],
    ['31/03/1927', 'The year is before 2000.'],
  ])('refuses %s, and says why', (given, why) => {
    expect(at(given)).toBe(why);
  });

  it.each([
    'soon',
    'never',
    '2027',
    '12345',
    '2027-03-31T25:00:00Z',
    '2027-03-31T12:60:00Z',
    '3/31/2027 13:00 PM',
    '12:00',
    '2027-03-31T12:00:00+99:00',
    '31 Foo 2027',
    '2027/03-31',
    '/Date(abc)/',
    '/Date(0)/',
    'x/Date(1806496215123)/',
    '/Date(1806496215123)/x',
    '36525',
    '99998.5x',
    '2027-03-31T12:00:60Z',
    '2027-03-31T12:00:00+15:00',
    '2027-03-31T12:00:00+01:60',
    '3/31/2027 0:30 AM',
    'on 2027-03-31',
    'on 2027年3月31日',
    '2027年3月31日 or so',
    'x'.repeat(10_000),
    Number.NaN,
    -1,
  ])('refuses %p', (given) => {
    expect(at(given)).toMatch(/^This is no date/u);
  });

  it('is the same day in every form that can be told apart', () => {
    const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2150-12-31'), noInvalidDate: true });
    const two = (number: number) => String(number).padStart(2, '0');
    fc.assert(
      fc.property(day, (date) => {
        const [year, month, inMonth] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
        const iso = `${year}-${two(month)}-${two(inMonth)}`;
        const end = `${iso}T23:59:59.999Z`;
        const serial = Math.floor(date.getTime() / 86_400_000) + 25_569;
        const name = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' }).format(date);
        expect(at(iso)).toBe(end);
        expect(at(serial)).toBe(end);
        expect(at(`${inMonth}-${name}-${year}`)).toBe(end);
        const british = at(`${inMonth}/${month}/${year}`);
        if (inMonth > 12 || inMonth === month) expect(british).toBe(end);
        else expect(british).toContain(iso);
        expect(at(date.toISOString())).toBe(date.toISOString());
      }),
    );
  });

  it('answers whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.string({ unit: 'binary' })), (given) => at(given) !== ''),
    );
  });
});
