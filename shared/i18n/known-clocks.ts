/** What clocks show, for the first page not to wait until ICU can tell: the build puts here what `clockTables` works out. Without it ICU is asked for every moment. */
import type { KnownClocks } from './clocks';

export const knownClocks: KnownClocks | undefined = undefined;
