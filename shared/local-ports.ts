/** Where the local runtime leaves its own adapters for the app, before it loads it. In Azure nothing is there. */
import type { Ports } from './ports';

export type LocalPorts = Partial<Pick<Ports, 'partners' | 'productKeys' | 'clock' | 'mailer'>>;

declare global {
  var kesherLocalPorts: LocalPorts | undefined;
}

/** The adapters that stand in for the deployed ones: none in Azure. */
export function localPorts(): LocalPorts {
  return globalThis.kesherLocalPorts ?? {};
}
