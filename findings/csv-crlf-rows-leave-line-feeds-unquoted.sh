#!/usr/bin/env bash
# csv-stringify 6.9.0: with `record_delimiter: '\r\n'`, the row end of RFC 4180, a field that holds a lone line feed is written without quotation marks.
# It quotes what contains the record delimiter as a whole; with the default '\n' the same field is quoted. A reader that takes every line feed for the end
# of a row, as fast-csv 5.0.5 does (and spreadsheets do), then sees two broken rows. Seen: 3 rows written, 4 read. `quoted_match: /[\r\n]/` mends it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts csv-stringify@6.9.0 fast-csv@5.0.5 >/dev/null
cat >try.cjs <<'JS'
const { stringify } = require('csv-stringify/sync');
const { parseString } = require('fast-csv');

const rows = [['id', 'note'], ['1', 'call in the morning\nor in the evening'], ['2', 'none']];
const read = (text) =>
  new Promise((resolve, reject) => {
    const seen = [];
    parseString(text).on('error', reject).on('data', (row) => seen.push(row)).on('end', () => resolve(seen.length));
  });
(async () => {
  const plain = await read(stringify(rows, { record_delimiter: '\r\n' }));
  const matched = await read(stringify(rows, { record_delimiter: '\r\n', quoted_match: /[\r\n]/ }));
  console.log(`${rows.length} rows written, ${plain} read; ${matched} read with quoted_match`);
})();
JS
seen=$(node try.cjs)
echo "$seen"
[ "$seen" = '3 rows written, 4 read; 3 read with quoted_match' ] || { echo 'This has changed.'; exit 1; }
