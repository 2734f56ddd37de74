#!/usr/bin/env bash
# hucre 1.0.0 and exceljs 4.4.0: text that looks like an escape of ECMA-376 (ST_Xstring, `_xHHHH_`) is another text after it was written and read back.
# A writer has to send its first underscore as `_x005F_`; both write it as it is, and both decode it when they read, as spreadsheets do.
# Seen: 'plan _x0041_ of 2026' comes back as 'plan A of 2026', each file read by its own library and by the other one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts hucre@1.0.0 exceljs@4.4.0 >/dev/null
cat >try.mjs <<'JS'
import ExcelJS from 'exceljs';
import { readXlsx, writeXlsx } from 'hucre';

const text = 'plan _x0041_ of 2026';
const workbook = new ExcelJS.Workbook();
workbook.addWorksheet('Plans').addRow([text]);
const files = {
  hucre: await writeXlsx({ sheets: [{ name: 'Plans', rows: [[text]] }] }),
  exceljs: await workbook.xlsx.writeBuffer(),
};
for (const [name, file] of Object.entries(files)) {
  const byHucre = (await readXlsx(file)).sheets[0].rows[0][0];
  const again = new ExcelJS.Workbook();
  await again.xlsx.load(file);
  console.log(`${name}: ${byHucre} | ${again.worksheets[0].getCell('A1').value}`);
}
JS
seen=$(node try.mjs)
echo "$seen"
[ "$seen" = $'hucre: plan A of 2026 | plan A of 2026\nexceljs: plan A of 2026 | plan A of 2026' ] || { echo 'This has changed.'; exit 1; }
