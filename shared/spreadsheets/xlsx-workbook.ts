/** The parts of a workbook that tie its sheets together (ECMA-376, part 1, 18.2, and part 2). */
import { columnName } from './xlsx-sheet';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const relationship = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relationships = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';
const sheetMl = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** What the package is: a workbook. */
export const packageRelations = `${declaration}<Relationships ${relationships}><Relationship Id="rId1" Type="${relationship}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

/** Where a sheet lies in the package, counted from 1. */
export function sheetPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`;
}

/** The sheets by name, each with the range that its filters are on. */
export function workbook(title: string, rowsOfSheets: readonly number[], columns: number): string {
  const names = rowsOfSheets.map((_, index) => sheetName(title, index + 1));
  const sheets = names
    .map((name, index) => `<sheet name="${attribute(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
    .join('');
  const filters = rowsOfSheets
    .map((rows, index) => {
      const range = `'${(names[index] ?? '').replaceAll("'", "''")}'!$A$1:$${columnName(columns - 1)}$${rows}`;
      return `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${attribute(range)}</definedName>`;
    })
    .join('');
  return `${declaration}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${relationship}"><workbookPr/><bookViews><workbookView/></bookViews><sheets>${sheets}</sheets><definedNames>${filters}</definedNames></workbook>`;
}

/** Which parts the workbook is made of. */
export function workbookRelations(sheets: number): string {
  const parts = numbers(sheets).map(
    (number) =>
      `<Relationship Id="rId${number}" Type="${relationship}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
  );
  return `${declaration}<Relationships ${relationships}>${parts.join('')}<Relationship Id="rId${sheets + 1}" Type="${relationship}/styles" Target="styles.xml"/></Relationships>`;
}

/** What each part of the package is. */
export function contentTypes(sheets: number): string {
  const override = (path: string, kind: string) =>
    `<Override PartName="/${path}" ContentType="${sheetMl}.${kind}+xml"/>`;
  const parts = [
    override('xl/workbook.xml', 'sheet.main'),
    override('xl/styles.xml', 'styles'),
    ...numbers(sheets).map((number) => override(sheetPath(number), 'worksheet')),
  ];
  return `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${parts.join('')}</Types>`;
}

/** Excel takes at most 31 characters, none of seven, and no apostrophe at either end. */
function sheetName(title: string, number: number): string {
  const suffix = number === 1 ? '' : ` (${number})`;
  const allowed = title.replace(/[[\]:*?/\\]|\p{Cc}|\p{Surrogate}/gu, ' ').slice(0, 31 - suffix.length);
  return `${allowed.replace(/^'+|(?<!')'+$|\p{Surrogate}$/gu, '').trim() || 'Sheet'}${suffix}`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
