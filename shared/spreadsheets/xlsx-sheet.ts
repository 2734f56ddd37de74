/** One sheet of a workbook as SpreadsheetML (ECMA-376, part 1, 18.3): its rows, and what stands before and after them. */
import { limits } from '../catalogue/limits';
import type { Cell, Heading } from './column';

/** The order of the formats in `styles`. */
const style = { number: 0, heading: 1, text: 2, leftToRight: 3, moment: 4 } as const;

/** The formats of cells. Text is `@`, so that a number typed over it keeps its zeros too. */
export const styles = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8ECF0"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment readingOrder="1"/></xf><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment readingOrder="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** What stands before the rows: the side it reads from, headings that stay in sight, widths. */
export function sheetStart(direction: 'ltr' | 'rtl', widths: readonly number[]): string {
  const view = `<sheetView${direction === 'rtl' ? ' rightToLeft="1"' : ''} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView>`;
  const cols = widths
    .map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`)
    .join('');
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>${view}</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${cols}</cols><sheetData>`;
}

/** What stands after the rows: filters on the headings, and no warning that text looks like a number. */
export function sheetEnd(rows: number, columns: number): string {
  const last = `${columnName(columns - 1)}${rows}`;
  const warnings =
    rows > 1
      ? `<ignoredErrors><ignoredError sqref="A2:${last}" numberStoredAsText="1" twoDigitTextYear="1"/></ignoredErrors>`
      : '';
  return `</sheetData><autoFilter ref="A1:${last}"/>${warnings}</worksheet>`;
}

/** One row. Text is written as text, so nothing in it can be a formula. */
export function rowXml(
  number: number,
  cells: readonly Cell[],
  columns: readonly Heading[],
  kind: 'heading' | 'data' = 'data',
): string {
  let xml = `<row r="${number}">`;
  cells.forEach((cell, index) => {
    if (cell === undefined || cell === null || cell === '') return;
    const at = `${columnName(index)}${number}`;
    if (typeof cell === 'number') xml += `<c r="${at}"><v>${cell}</v></c>`;
    else if (cell instanceof Date) xml += `<c r="${at}" s="${style.moment}"><v>${dayNumber(cell)}</v></c>`;
    else {
      const look = kind === 'heading' ? kind : columns[index]?.leftToRight ? 'leftToRight' : 'text';
      xml += `<c r="${at}" s="${style[look]}" t="inlineStr"><is><t xml:space="preserve">${textXml(cell)}</t></is></c>`;
    }
  });
  return `${xml}</row>`;
}

/** Widths that fit the headings, with room for their filter buttons, and the cells looked at. */
export function columnWidths(columns: readonly Heading[], rows: readonly (readonly Cell[])[]): readonly number[] {
  const { minimum, maximum } = limits.spreadsheet.columnWidth;
  return columns.map(({ heading }, index) => {
    const widest = rows.reduce((width, row) => Math.max(width, cellWidth(row[index])), cellWidth(heading) + 3);
    // Letters are wider than digits, by which Excel counts.
    return Math.min(maximum, Math.max(minimum, Math.ceil(widest * 1.1 + 1)));
  });
}

/** The letters of a column: A to Z, AA, AB and so on. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

const marks = /[\p{Mn}\p{Me}\p{Cf}]/gu;
const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60\p{Emoji_Presentation}]/gu;

function cellWidth(cell: Cell): number {
  if (cell === undefined || cell === null) return 0;
  if (cell instanceof Date) return 19;
  const lines = String(cell).replace(marks, '').replace(wide, '  ').split('\n');
  return Math.max(...lines.map((line) => line.length));
}

/** Days since the last day of 1899, in UTC, to the second. */
function dayNumber(moment: Date): number {
  return Math.floor(moment.getTime() / 1000) / 86_400 + 25_569;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const notInXml = /(?![\t\n])\p{Cc}|[\ufffe\uffff]/gu;
const likeAnEscape = new RegExp(`_(?=x[0-9a-f]{4}(?:_|${notInXml.source}))`, 'giu');

/**
 * Text of a cell (ST_Xstring): what XML cannot hold is written as `_x001F_`, and what only looks like that, or would
 * beside the next one's own mark, is marked as plain text. Excel calls a file broken that has more in one cell than it can hold.
 */
function textXml(text: string): string {
  const { textLength } = limits.spreadsheet;
  const fitting = text.length > textLength ? `${text.slice(0, textLength - 1).replace(/\p{Surrogate}$/u, '')}…` : text;
  return fitting
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(likeAnEscape, '_x005F_')
    .replace(notInXml, (one) => `_x${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>]/gu, (one) => entities[one] ?? one);
}
