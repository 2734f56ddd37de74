import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'node-html-parser';

const root = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'kesher-preview-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the program of npm run preview', () => {
  it('writes an index that leads to every file, without a server', () => {
    const program = join(folder, 'preview.js');
    const common = [
      '--bundle',
      '--platform=node',
      '--jsx=automatic',
      '--jsx-import-source=preact',
      '--log-level=error',
    ];
    const entry = join(root, 'local/preview/write-preview.tsx');
    execFileSync(join(root, 'node_modules/.bin/esbuild'), [entry, `--outfile=${program}`, ...common]);
    const said = execFileSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' });

    const written = join(folder, '.build/preview');
    expect(said).toContain(join('.build/preview', 'index.html'));
    const index = parse(readFileSync(join(written, 'index.html'), 'utf8'));
    const links = index.querySelectorAll('a').map((link) => link.getAttribute('href') ?? '');
    expect(links).toContain('he/offer.html');
    expect(links).toContain('zh-CN/mail-receipt.txt');
    expect(links.filter((link) => !existsSync(join(written, link)))).toEqual([]);
  });
});
