/** The Bicep compiler for tests: what it makes of a template is asked once. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { foundCompiler } from '../../tools/bicep.mjs';
import { repository } from '../end-to-end/running-kesher';

/** Tests of compiled templates. Without a compiler they are skipped by name, and fail where REQUIRE_BICEP is set. */
export function describeWithBicep(title: string, body: (compile: (template: string) => unknown) => void): void {
  const compiler = foundCompiler();
  if (compiler !== undefined) {
    describe(title, () => {
      body((template) => {
        const text = execFileSync(compiler, ['build', join(repository, template), '--stdout'], { encoding: 'utf8' });
        return z.json().parse(JSON.parse(text));
      });
    });
    return;
  }
  if ((process.env['REQUIRE_BICEP'] ?? '') !== '') {
    it(title, () => {
      throw new Error('Not run: npm run infra gets the compiler.');
    });
    return;
  }
  process.stderr.write(`did not run without the Bicep compiler: ${title} (npm run infra gets it)\n`);
  describe.skip(`did not run without the Bicep compiler: ${title}`, () => body(() => undefined));
}
