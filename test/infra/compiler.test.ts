/** Whether the predictions that the other tests go by are those of the Bicep beside them; only the compiler knows. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { foundCompiler } from '../../tools/bicep.mjs';
import { repository } from '../end-to-end/running-kesher';

const title = 'the predictions are what the compiler makes of infra/ now';

if (foundCompiler() !== undefined)
  it(
    title,
    () => {
      // Where it was found to be in order, and nothing has changed since, this takes no time.
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(repository, 'tools/infra.mjs'), '--check'], {
        cwd: repository,
        encoding: 'utf8',
      });
      expect({ status, said: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, said: '' });
    },
    120_000,
  );
else if ((process.env['REQUIRE_BICEP'] ?? '') !== '')
  it(title, () => {
    throw new Error('Not run: npm run infra gets the compiler.');
  });
else {
  process.stderr.write(`did not run without the Bicep compiler: ${title} (npm run infra gets it)\n`);
  it.todo(`did not run without the Bicep compiler: ${title}`);
}
