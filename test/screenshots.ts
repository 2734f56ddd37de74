/** What pages look like, for people to judge. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './end-to-end/running-kesher';

const folder = join(repository, '.build/screenshots');

/** Keeps a picture; where KEEP_SCREENSHOTS is not set nobody will look at it, and pictures cost as much as the checks. */
export async function keepPicture(name: string, take: () => Promise<Uint8Array>): Promise<void> {
  if ((process.env['KEEP_SCREENSHOTS'] ?? '') === '') return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), await take());
}
