#!/usr/bin/env bash
# caniemail 1.0.5 (data of 9 September 2025) mixes up two properties. For a paragraph with `line-height:1.5` it says that Yahoo! Mail does not support
# "height property", and for one with `height:20px` it says nothing, although its own data has Yahoo without `height`. A mail that sets a height passes the
# check, and one that sets a distance of lines, which Yahoo supports, fails it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts caniemail@1.0.5 >/dev/null 2>&1
cat >try.mjs <<'JS'
import { caniemail } from 'caniemail';

const lacking = (style) =>
  [...caniemail({ clients: ['yahoo.ios'], html: `<p style="${style}">Hello</p>` }).issues.errors].flatMap(([, found]) =>
    found.map(({ title }) => title),
  );
for (const style of ['line-height:1.5', 'height:20px']) console.log(`${style}: ${lacking(style).join(', ') || 'nothing'}`);
JS
seen=$(node try.mjs)
echo "$seen"
[ "$seen" = "$(printf 'line-height:1.5: height property\nheight:20px: nothing')" ] || { echo 'This has changed.'; exit 1; }
