// `npm run soak`: five minutes of mixed load on the build, and whether anything grows meanwhile. `npm run build` comes first.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { folder } from './build.mjs';

const [code] = await once(spawn(process.execPath, [`${folder}/soak.js`], { stdio: 'inherit' }), 'exit');
process.exitCode = code ?? 1;
