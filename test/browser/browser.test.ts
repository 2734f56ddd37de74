/** Where there is no browser, nobody is to believe that the browser tests have passed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { repository } from '../end-to-end/running-kesher';

const Report = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
});

/** Runs one of the browser tests as `npm test` would on a machine without a browser. */
function withoutBrowser(variables: Readonly<Record<string, string>>) {
  const { PATH = '' } = process.env;
  const jest = join(repository, 'node_modules/jest/bin/jest.js');
  const { stdout, stderr, status } = spawnSync(process.execPath, [jest, 'test/browser/scanner.test.ts', '--json'], {
    cwd: repository,
    encoding: 'utf8',
    env: { PATH, CHROMIUM: '/nowhere/chromium', ...variables },
  });
  const tests = Report.parse(JSON.parse(stdout)).testResults.flatMap(({ assertionResults }) => assertionResults);
  return { status, stderr, tests };
}

describe('without a browser', () => {
  it('every browser test is named as one that did not run, and counts as skipped', () => {
    const { status, stderr, tests } = withoutBrowser({});
    expect(status).toBe(0);
    expect(stderr).toContain('did not run without a browser: link scanners');
    expect(tests.length).toBeGreaterThan(1);
    const named = tests.filter(({ fullName }) => fullName.startsWith('did not run without a browser: link scanners'));
    expect(named.filter(({ status: outcome }) => outcome === 'pending')).toEqual(tests);
  });

  it('the run fails where a browser is required', () => {
    const { status, tests } = withoutBrowser({ REQUIRE_BROWSER: '1' });
    expect(status).toBe(1);
    expect(tests).toEqual([{ fullName: 'link scanners', status: 'failed' }]);
  });
});
