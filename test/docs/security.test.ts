import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const cells = page.split('\n').flatMap((line) => (line.startsWith('|') ? line.split('|').slice(1, -1) : [line]));

/** What stands between back quotes and is a path: whole, or beside the one before it in its cell. */
function filesIn(text: string): readonly string[] {
  let folder = '';
  return [...text.matchAll(/`([\w.@/-]+)`/gu)].flatMap(([, name = '']) => {
    const isWhole = /^(?:test|shared|functions|local|infra|bench|docs)\//u.test(name);
    if (!isWhole && !/^[\w.-]+\.(?:ts|tsx|mjs|md|bicep)$/u.test(name)) return [];
    const path = isWhole ? name : join(folder, name);
    folder = dirname(path);
    return [path];
  });
}

/** The tests that a cell quotes, with the file before each. */
function quotedIn(text: string): readonly { readonly file: string; readonly title: string }[] {
  let file = '';
  return [...text.matchAll(/`(test\/[\w./-]+)`|“([^“”]+)”/gu)].flatMap(([, path, title]) => {
    if (path !== undefined) file = path;
    return title !== undefined && file !== '' ? [{ file, title }] : [];
  });
}

/** Whether a file has a test, or a row of one, of that title. */
function hasTest(file: string, title: string): boolean {
  const source = readFileSync(join(root, file), 'utf8');
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`));
}

const sections = page.split(/^## /mu).slice(1);
const threats = sections.flatMap((section) => {
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return /^\|\s*threat\s*\|/u.test(rows[0] ?? '')
    ? rows.slice(2).map((row) => ({ row, section, cells: row.split('|').slice(1, -1) }))
    : [];
});

describe('the page of threats', () => {
  it('names files that exist', () => {
    const named = cells.flatMap(filesIn);
    expect(named.length).toBeGreaterThan(150);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('quotes tests that exist in the file that it names', () => {
    const quoted = cells.flatMap(quotedIn);
    expect(quoted.length).toBeGreaterThan(30);
    expect(quoted.filter(({ file, title }) => !hasTest(file, title))).toEqual([]);
  });

  it('has a test for every threat', () => {
    expect(threats.length).toBeGreaterThan(80);
    const shown = ({ cells: columns, section }: (typeof threats)[number]) =>
      /`test\/|`[\w-]+\.test\.ts`|`bench\/|the same/u.test(columns[2] ?? '') ||
      /Each row is shown by `test\//u.test(section);
    expect(threats.filter((one) => !shown(one)).map(({ row }) => row.slice(0, 100))).toEqual([]);
  });

  it('leads to sections and pages that exist', () => {
    const anchors = sections.map((section) =>
      (section.split('\n')[0] ?? '')
        .toLowerCase()
        .replace(/[^\w -]/gu, '')
        .replaceAll(' ', '-'),
    );
    for (const [, target = ''] of page.matchAll(/\]\(([^)]+)\)/gu))
      if (target.startsWith('#')) expect(anchors).toContain(target.slice(1));
      else expect([target, existsSync(join(root, 'docs', target))]).toEqual([target, true]);
  });
});
