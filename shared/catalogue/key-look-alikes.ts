/** Characters of product keys that people take for each other, and those of other alphabets that look like one. */

/** Each is one that eyes do not tell apart; in upper case, in which keys are kept. */
export const takenForEachOther = ['0O', '1IL', '5S', '8B'] as const;

/** What is no character of a key, and looks like one or several. Sources: confusables.txt of Unicode's UTS #39, and what stands beside them on keyboards. */
export const looksLike: ReadonlyMap<string, string> = new Map(
  Object.entries({
    // Cyrillic
    АВЕЗКМНОРСТУХЅІЈԚԜ: 'ABE3KMHOPCTYXSIJQW',
    авезкмнорстухѕіј: 'ABE3KMHOPCTYXSIJ',
    // Greek
    ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ: 'ABEZHIKMNOPTYX',
    αβικνορτυχ: 'ABIKVOPTUX',
    // Hebrew, and Latin letters with a dress
    סוןØøƠơıłŁſ: 'OIIOOOOILLS',
    // signs
    '|!$@¡§': 'IISAIS',
  }).flatMap(([others, plain]) => Array.from(others).map((other, at): [string, string] => [other, plain.charAt(at)])),
);
