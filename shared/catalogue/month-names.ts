/** The months as spreadsheets write them, January first. English ones are known by their first three letters too, Hebrew ones with the letter that means "in". */
export const monthNames: readonly (readonly string[])[] = [
  ['january', 'ינואר'],
  ['february', 'פברואר'],
  ['march', 'מרץ', 'מרס'],
  ['april', 'אפריל'],
  ['may', 'מאי'],
  ['june', 'יוני'],
  ['july', 'יולי'],
  ['august', 'אוגוסט'],
  ['september', 'ספטמבר', 'sept'],
  ['october', 'אוקטובר'],
  ['november', 'נובמבר'],
  ['december', 'דצמבר'],
];
