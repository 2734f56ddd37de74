import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKeys } from '../../local/key-files';
import { FolderInUse, FolderLock } from '../../local/folder-lock';
import { SqliteMemory } from '../../local/sqlite-memory';
import { parseKeys } from '../../shared/signing/keys';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'kesher-keys-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('the keys of a local installation', () => {
  it('are what the app expects, and two different ones', () => {
    const { LINK_KEYS, PRODUCT_KEY_PEPPERS } = loadKeys(folder);
    expect(parseKeys(LINK_KEYS)).toMatchObject([{ id: 'local' }]);
    expect(parseKeys(PRODUCT_KEY_PEPPERS)).toMatchObject([{ id: 'local' }]);
    expect(LINK_KEYS).not.toBe(PRODUCT_KEY_PEPPERS);
  });

  it('are made once, so that links still open after a restart', () => {
    expect(loadKeys(folder)).toEqual(loadKeys(folder));
  });

  it('can be read by their owner alone', () => {
    loadKeys(folder);
    expect(statSync(join(folder, 'keys.json')).mode & 0o777).toBe(0o600);
  });

  it('are made anew when the process died while it wrote them the first time', () => {
    writeFileSync(join(folder, 'keys.json.new'), '{"LINK_KEYS":"loc');
    expect(loadKeys(folder)).toEqual(loadKeys(folder));
    expect(readdirSync(folder)).toEqual(['keys.json']);
  });
});

describe('what the runtime remembers', () => {
  it('is there after a restart', () => {
    const before = new SqliteMemory(join(folder, 'runtime.db'));
    before.set('clock-offset', '1');
    before.set('clock-offset', '2');
    before.close();
    const after = new SqliteMemory(join(folder, 'runtime.db'));
    expect([after.get('clock-offset'), after.get('other')]).toEqual(['2', undefined]);
    after.close();
  });
});

describe('a data folder', () => {
  it('belongs to one process at a time', () => {
    const first = new FolderLock(join(folder, 'lock.db'));
    expect(() => new FolderLock(join(folder, 'lock.db'), 10)).toThrow(FolderInUse);
    first.release();
    new FolderLock(join(folder, 'lock.db'), 10).release();
  });
});
