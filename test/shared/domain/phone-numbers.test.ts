import * as fc from 'fast-check';
import { PhoneNumber } from '../../../shared/domain/phone-numbers';
import { phoneLink } from '../../../shared/kit/partner-links';
import { anyText, keepsWhatItKept } from './typed-samples';

describe('a telephone number', () => {
  it.each(['+972 3 555 0100', '03-555-0100', '(03) 555.0100', '*2700', '\u200e+86 10 5555 0100\u200e'])(
    'may be %s',
    (typed) => {
      expect(PhoneNumber.safeParse(typed).success).toBe(true);
    },
  );

  it.each([
    '',
    '12',
    `${' '.repeat(200)}03-555-0100`,
    '++972 3 555',
    'call me',
    'ext. 7',
    '+972 3 555 0100 ext.',
    '+972 3 555 0100 ext. 123456789',
    '+972 3 555 0100 ext. 7 ext. 8',
    '+972 3 555 0100, 03 555 0101',
    'max 7',
    '+972 3 555 0100 tax7',
    '03\n555\n0100',
    '03\t5550100',
    '03\u20285550100',
    '1'.repeat(40),
  ])('may not be %j', (typed) => {
    expect(PhoneNumber.safeParse(typed).success).toBe(false);
  });

  it.each([
    ['＋972‑3–555−0100', '+972-3-555-0100'],
    ['(０３) ５５５．０１００', '(03) 555.0100'],
    ['٠٣-٥٥٥-٠١٠٠', '03-555-0100'],
    ['۰۲۱ ۵۵۵ ۰۱۰۰', '021 555 0100'],
    ['०११ ५५५ ०१००', '011 555 0100'],
    ['03־555־0100', '03-555-0100'],
    ['03ー555ー0100', '03-555-0100'],
    ['\u2066+972\u00a03\u2007555\u202f0100\u2069', '+972 3 555 0100'],
    ['tel:+97235550100', '+97235550100'],
    ['+972 3 555 0100 ext. 7', '+972 3 555 0100 ext. 7'],
    ['03-555-0100 EXT12', '03-555-0100 ext. 12'],
    ['03-555-0100x12', '03-555-0100 ext. 12'],
    ['03-555-0100, Extension: 12', '03-555-0100 ext. 12'],
    ['03-5550100 שלוחה 12', '03-5550100 ext. 12'],
    ['03-5550100 שלוחה־12', '03-5550100 ext. 12'],
    ['03-5550100 שלו׳ 3', '03-5550100 ext. 3'],
    ['+97235550100;ext=５', '+97235550100 ext. 5'],
    ['010-55550100转801', '010-55550100 ext. 801'],
    ['010-55550100 分机：８０１', '010-55550100 ext. 801'],
    ['010-55550100轉分機801', '010-55550100 ext. 801'],
    ['03-5550-0100（内線 12）', '03-5550-0100 ext. 12'],
    ['+7 495 555-01-00 доб. 3', '+7 495 555-01-00 ext. 3'],
    ['٠٣٥٥٥٠١٠٠ تحويلة ٧', '035550100 ext. 7'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(PhoneNumber.parse(typed)).toBe(kept);
    expect(PhoneNumber.parse(kept)).toBe(kept);
  });

  it('keeps what it kept', () => {
    const typed = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789٣۴５+＋-–()./*# x;ext=.שלוחה转分机')),
      maxLength: 40,
    });
    keepsWhatItKept(PhoneNumber, fc.oneof(typed, anyText), 2000);
  });

  it.each([
    ['+972 (3) 555-0100', 'tel:+97235550100'],
    ['03-555-0100 ext. 12', 'tel:035550100;ext=12'],
    ['*2700#', 'tel:*2700%23'],
    ['—', undefined],
  ])('%s is dialled by %s', (kept, link) => {
    expect(phoneLink(kept)).toBe(link);
  });
});
