/** What pages look like, for people to judge. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../end-to-end/running-kesher';
import type { Tab } from './web-driver';

const folder = join(repository, '.build/screenshots');

/** Keeps a picture where KEEP_SCREENSHOTS is set. */
export async function keepPicture(tab: Tab, name: string): Promise<void> {
  if ((process.env['KEEP_SCREENSHOTS'] ?? '') === '') return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), await tab.screenshot());
}
