/** The program of `npm run preview`: writes every page and every mail to a folder to look through. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pageText } from '../page';
import { previewed, previewFiles, previewImages } from './preview';
import { PreviewIndex } from './preview-index';

const folder = resolve('.build/preview');

function write(path: string, body: string | Uint8Array): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, body);
}

rmSync(folder, { recursive: true, force: true });
const shown = previewed();
for (const { path, body } of previewFiles(shown)) write(path, body);
for (const [path, image] of previewImages) write(path, image);
write('index.html', pageText(<PreviewIndex shown={shown} base="" isFile />));
process.stdout.write(`Every page and every mail: ${join(folder, 'index.html')}\n`);
