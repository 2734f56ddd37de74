/**
 * Letters that are easily taken for those of the Latin alphabet: the whole label of a domain made of them reads as another one.
 * Sources: confusables.txt of Unicode's UTS #39, and the scripts and top-level domains by which Chromium judges a name
 * (components/url_formatter/spoof_checks, "Whole script confusables").
 */
export interface LookAlikes {
  readonly script: string;
  readonly letters: string;
  /** Where names in this script are at home. */
  readonly homes: string;
}

export const lookAlikes: readonly LookAlikes[] = [
  { script: 'Armenian', letters: 'ագզէլհյոսւցքօռՙ', homes: 'am' },
  { script: 'Cyrillic', letters: 'абгекопрсухъыьюѕіјѡѵґүһҽӏӕԁԍԗԛԝꙇꚙ', homes: 'bg by kg kz mk mn rs ru su tj ua uz' },
  { script: 'Greek', letters: 'αγικνορστυωηϳ', homes: 'cy gr' },
  { script: 'Hebrew', letters: 'דוחיןסטװױײ׳״', homes: 'il' },
  {
    script: 'Arabic',
    letters: 'اهھہە٠١٥٧۰۱۵۷',
    homes: 'ae af bh dz eg iq ir jo kw lb ly ma om pk ps qa sa sd sy tn ye',
  },
  { script: 'Ethiopic', letters: 'ሀሠሰስበነተከዐዕዘጠፐ', homes: 'er et' },
  { script: 'Georgian', letters: 'იოყძხჽჿ', homes: 'ge' },
  { script: 'Bengali', letters: '০৪৭', homes: '' },
  { script: 'Devanagari', letters: 'ऽ०ॱ', homes: '' },
  { script: 'Gujarati', letters: 'ડટ૦૧', homes: '' },
  { script: 'Gurmukhi', letters: '੦੧੪', homes: '' },
  { script: 'Kannada', letters: 'ಽ೦೧', homes: '' },
  { script: 'Malayalam', letters: 'ടഠധനറ൦൭', homes: '' },
  { script: 'Oriya', letters: 'ଠ୦୨୮', homes: '' },
  { script: 'Tamil', letters: 'டப௦', homes: '' },
  { script: 'Telugu', letters: '౦౧', homes: '' },
  { script: 'Myanmar', letters: 'ခဂငထပဝ၀၂ၔၜ', homes: 'mm' },
  { script: 'Thai', letters: 'บพเแ๐', homes: 'th' },
  { script: 'Lao', letters: 'ບພເແ໐', homes: 'la' },
];

/** Latin letters that pass for others, but where a language of their own is at home. */
export const latinLookAlikes: readonly { readonly letters: string; readonly homes: string }[] = [
  { letters: 'ı', homes: 'az tr' },
  { letters: 'ə', homes: 'az' },
  { letters: 'þð', homes: 'fo is' },
];

/** Letters that pass for digits: a label of nothing but these and digits reads as a number. */
export const digitLookAlikes = 'θзҙӡշճვპკउওਤੜဒ丩ㄐ२২੨૨౨೩੩૩౩೭૭୨୫੫৪੪';
