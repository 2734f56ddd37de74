import { byItself } from '../tools/exports-of.mjs';

/** Where an earlier build lies, when there is one. */
export const earlier = '.build/earlier';

/** How the count of request units is bundled, of either build. */
export const unitsOnce = { ...byItself, entryPoints: ['bench/units-once.ts'] };
