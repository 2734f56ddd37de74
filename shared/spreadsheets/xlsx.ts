/** A table as an Excel workbook, for people: written while its rows are read, so that its length costs no memory. */
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { limits } from '../catalogue/limits';
import type { Table } from './column';
import { columnWidths, rowXml, sheetEnd, sheetStart, styles } from './xlsx-sheet';
import { contentTypes, packageRelations, sheetPath, workbook, workbookRelations } from './xlsx-workbook';

/** The file in pieces. What does not fit one sheet goes on under the same headings on the next. */
export async function* xlsxPieces(
  table: Table,
  rowsPerSheet: number = limits.spreadsheet.rowsPerSheet,
): AsyncIterable<Uint8Array> {
  const { columns } = table;
  const archive = new Archive();
  const headings = columns.map(({ heading }) => heading);
  const rowsOfSheets: number[] = [];
  let opening = '';
  let sheet: Part | undefined;
  let rows = 0;

  const open = (): Part => {
    const part = archive.part(sheetPath(rowsOfSheets.length + 1));
    part.add(opening + rowXml(1, headings, columns, 'heading'));
    rows = 1;
    return part;
  };
  const close = (part: Part): void => {
    part.end(sheetEnd(rows, columns.length));
    rowsOfSheets.push(rows);
  };

  archive.part('_rels/.rels').end(packageRelations);
  archive.part('xl/styles.xml').end(styles);
  for await (const batch of table.batches) {
    opening ||= sheetStart(table.direction, columnWidths(columns, batch));
    sheet ??= open();
    let text = '';
    for (const row of batch) {
      if (rows === rowsPerSheet) {
        sheet.add(text);
        text = '';
        close(sheet);
        sheet = open();
      }
      rows += 1;
      text += rowXml(rows, row, columns);
    }
    sheet.add(text);
    yield* archive.taken();
  }
  opening ||= sheetStart(table.direction, columnWidths(columns, []));
  close(sheet ?? open());
  archive.part('xl/workbook.xml').end(workbook(table.title, rowsOfSheets, columns.length));
  archive.part('xl/_rels/workbook.xml.rels').end(workbookRelations(rowsOfSheets.length));
  archive.part('[Content_Types].xml').end(contentTypes(rowsOfSheets.length));
  archive.end();
  yield* archive.taken();
}

interface Part {
  readonly add: (xml: string) => void;
  readonly end: (xml: string) => void;
}

/** A zip file that is taken away as it is made. */
class Archive {
  #made: Uint8Array[] = [];
  readonly #zip = new Zip((error, piece) => {
    if (error) throw error;
    this.#made.push(piece);
  });

  part(path: string): Part {
    const file = new ZipDeflate(path, { level: 3 });
    // The earliest that zip can say: when a file was made is nobody's news, and depends on no clock.
    file.mtime = new Date(1980, 0, 1);
    this.#zip.add(file);
    return { add: (xml) => file.push(strToU8(xml)), end: (xml) => file.push(strToU8(xml), true) };
  }

  end(): void {
    this.#zip.end();
  }

  taken(): readonly Uint8Array[] {
    const made = this.#made;
    this.#made = [];
    return made;
  }
}
