import fc from 'fast-check';
import { defused, isPlainName } from '../../../shared/domain/unverified-text';
import { hostileText, linksIn } from '../../hostile-text';

describe('names', () => {
  it.each([
    'Booking.com',
    'Booking.com B.V.',
    'Amazon.com, Inc.',
    'Amazon.com Services LLC',
    'Alibaba.com Hong Kong Limited',
    'Lastminute.com N.V.',
    'JD.com International Logistics Co., Ltd.',
    '京东JD.com国际有限公司',
    'Bank Zap.co.il Ltd',
    'Yahoo! Inc.',
    'Yum! Brands, Inc.',
    'Guess? Jeans Israel Ltd.',
    'Oh! Yes! Ltd',
    'J.P. Morgan',
    'J.P.Morgan Chase Bank of New York',
    'A.B. Technologies Ltd.',
    'מ.ש. שיווק בע"מ',
    'חברת א.ב.שיווק והפצה בע"מ',
    'Shanghai Morning Light Trading Co.Ltd',
    'Müller & Söhne GmbH & Co.KG',
    'The Dr.Cohen Dental Clinic of Haifa',
    'Node.js Foundation of the North',
    '1234567 Ontario Inc.',
    '9123-4567 Québec inc.',
    '515123456 Holdings',
    '1-800-Flowers.com, Inc.',
    'M@rketing Factory',
    '@properties Christie’s',
    'Big Data: Analytics Ltd',
    '24/7 Intouch',
    'AC/DC Electrics',
    '北京字节跳动.cn',
    '上海晨光贸易有限公司',
    'Dr. Martin Luther King, Jr.',
    'María de los Ángeles Fernández-Ortega y Gasset',
    'Jean-Luc d’Arcy',
    'Ma.Teresa Santos',
    'محمد بن سلمان',
    '3M',
    'State Information Technology Agency of the Republic',
    'Int. Messrs. Assoc. of Techn. Pharm. Traders',
  ])('such as %s are taken', (name) => {
    expect(isPlainName(name)).toBe(true);
  });

  it.each([
    'https://evil.example/win',
    'Contoso http://1.2.3.4',
    'HTTPS：//evil.example',
    'hxxps://evil.example',
    '//evil.example',
    '\\\\evil\\share',
    'www.evil.example',
    'ｗｗｗ.evil.example',
    'WWW2.evil.co.il and more',
    'mailto:eve',
    'javascript:alert(1)',
    'tel:100',
    'eve@evil.example',
    'Dana (eve@evil.co.il)',
    'eve＠evil．example',
    'evil.com/win',
    'evil.com?win=1',
    'bit.ly/3xyz',
    't.me/prize',
    'server 192.0.2.1 now',
    'Claim your prize at evil.com today',
    'Go to xn--evil-5ra.com for the prize',
    'You have won, visit evil\u00ad.com to claim',
    'You have won, visit evil\u200b.\u2060com to claim',
    'זכיתם בפרס, היכנסו אל evil.co.il עכשיו',
    'Call +972 50-555-0100',
    'Call 0505550100 now',
    'Call ０５０５５５０１００ now',
    'Call 1-900-555-0100',
    'Support (212) 555 0100 line',
    'חייגו 03-5550100',
    '٠٥٠٥٥٥٠١٠٠',
    'Your account is locked! Read on! Then pay us today',
    'Congratulations. You are the winner. Answer today',
    '恭喜您获得大奖！请立即回复领取奖金。谢谢您的参与和支持，请尽快联系我们的客服人员',
  ])('such as %j are none', (name) => {
    expect(isPlainName(name)).toBe(false);
  });
});

describe('what is shown of a stranger’s words', () => {
  it.each([
    ['Booking.com', 'Booking·com'],
    ['Amazon.com, Inc.', 'Amazon·com, Inc.'],
    ['J.P. Morgan', 'J.P. Morgan'],
    ['A.B. Technologies Ltd.', 'A.B. Technologies Ltd.'],
    ['מ.ש. שיווק בע"מ', 'מ.ש. שיווק בע"מ'],
    ['Yahoo! Inc.', 'Yahoo! Inc.'],
    ['谢谢，我们已选择其他方案。也许明年再合作。', '谢谢，我们已选择其他方案。也许明年再合作。'],
    ['See https://evil.example/a//b', 'See https: / /evil·example/a/ /b'],
    ['dana@contoso.example', 'dana @ contoso·example'],
    ['call 050-555-0100 or +972505550100', 'call 050·555·0100 or +972·505·550·100'],
    ['at 10:30 on 22 November 2026, for 500 people', 'at 10:30 on 22 November 2026, for 500 people'],
    ['1.1.1.1', '1·1·1·1'],
    ['evil\u00ad.\u2060com', 'evil·com'],
    ['evil。com', 'evil·com'],
    ['1234567 Ontario Inc.', '1234567 Ontario Inc.'],
  ])('%j is shown as %j', (typed, shown) => {
    expect(defused(typed)).toBe(shown);
  });

  it('holds no link that a mail program could make, whatever was typed', () => {
    fc.assert(
      fc.property(hostileText, (typed) => {
        expect(linksIn(defused(typed))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('says the same otherwise: letters and digits stay, in their order', () => {
    const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]|\p{Default_Ignorable_Code_Point}/gu, '');
    fc.assert(fc.property(hostileText, (typed) => letters(defused(typed)) === letters(typed)));
  });

  it('is found by the same program where it is not defused', () => {
    for (const typed of ['https://evil.example', 'evil.zip', 'eve@evil.travel', 'קשר.ישראל', '1.1.1.1', '//localhost'])
      expect(linksIn(typed)).not.toEqual([]);
  });
});
