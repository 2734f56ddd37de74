/** Companies and people as they might be called, for the demo data. */
import type { Language } from '../shared/domain/text';

interface Naming {
  readonly country: string;
  readonly phone: string;
  /** A name, and how it is written in a domain. */
  readonly first: readonly (readonly [string, string])[];
  readonly second: readonly (readonly [string, string])[];
  readonly people: readonly (readonly [string, string])[];
  readonly join: (first: string, second: string) => string;
}

const spaced = (first: string, second: string): string => `${first} ${second}`;

export const naming: Record<Language, Naming> = {
  he: {
    country: 'IL',
    phone: '+972 3 555 01',
    first: [
      ['אורן', 'oren'],
      ['גליל', 'galil'],
      ['רימון', 'rimon'],
      ['שקד', 'shaked'],
      ['כרמל', 'carmel'],
      ['ירדן', 'yarden'],
      ['ארז', 'erez'],
      ['נתיב', 'nativ'],
      ['תמר', 'tamar'],
      ['אלון', 'alon'],
      ['ברוש', 'brosh'],
    ],
    second: [
      ['הנדסה', 'engineering'],
      ['שיווק ומכירות', 'sales'],
      ['לוגיסטיקה', 'logistics'],
      ['ייעוץ ופיתוח', 'consulting'],
      ['תעשיות מזון', 'foods'],
      ['רואי חשבון', 'accounting'],
      ['אדריכלים', 'architects'],
      ['מרפאות', 'clinics'],
    ],
    people: [
      ['מיכל אברהם', 'michal'],
      ['איתי שרון', 'itay'],
      ['רותם ברק', 'rotem'],
      ['יעל פרידמן', 'yael'],
      ['עומר דהן', 'omer'],
      ['שירה גבאי', 'shira'],
    ],
    join: spaced,
  },
  en: {
    country: 'US',
    phone: '+1 425 555 01',
    first: [
      ['Alder', 'alder'],
      ['Bluebird', 'bluebird'],
      ['Cobalt', 'cobalt'],
      ['Driftwood', 'driftwood'],
      ['Evergreen', 'evergreen'],
      ['Foxglove', 'foxglove'],
      ['Granite', 'granite'],
      ['Harbor', 'harbor'],
      ['Juniper', 'juniper'],
      ['Lakeside', 'lakeside'],
      ['Meridian', 'meridian'],
      ['Northgate', 'northgate'],
      ['Orchard', 'orchard'],
    ],
    second: [
      ['Legal', 'legal'],
      ['Dental Care', 'dental'],
      ['Freight', 'freight'],
      ['Robotics', 'robotics'],
      ['Bakery', 'bakery'],
      ['Travel', 'travel'],
      ['Insurance', 'insurance'],
      ['Schools', 'schools'],
    ],
    people: [
      ['Grace Miller', 'grace'],
      ['Daniel Ortiz', 'daniel'],
      ['Priya Nair', 'priya'],
      ['Thomas Becker', 'thomas'],
      ['Amelia Clarke', 'amelia'],
      ['Samuel Okafor', 'samuel'],
    ],
    join: spaced,
  },
  'zh-CN': {
    country: 'CN',
    phone: '+86 21 5550 01',
    first: [
      ['海蓝', 'hailan'],
      ['晨星', 'chenxing'],
      ['东湖', 'donghu'],
      ['青山', 'qingshan'],
      ['远航', 'yuanhang'],
      ['明德', 'mingde'],
      ['华盛', 'huasheng'],
      ['新叶', 'xinye'],
    ],
    second: [
      ['科技有限公司', 'tech'],
      ['贸易有限公司', 'trade'],
      ['物流有限公司', 'wuliu'],
      ['设计有限公司', 'design'],
      ['医疗器械有限公司', 'medical'],
      ['教育咨询有限公司', 'edu'],
      ['食品有限公司', 'foods'],
    ],
    people: [
      ['王芳', 'wangfang'],
      ['李强', 'liqiang'],
      ['张敏', 'zhangmin'],
      ['刘洋', 'liuyang'],
      ['赵磊', 'zhaolei'],
    ],
    join: (first, second) => `${first}${second}`,
  },
};
