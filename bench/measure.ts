/** Takes every measurement in turn, prints it, and writes the page. Names as arguments (`load throughput`) take only those and write nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureAuditSeals } from './audit-seals';
import { measureBesideBetterAuth } from './beside-better-auth';
import { measureBesideEarlier } from './beside-earlier';
import { measureClients } from './clients';
import { measureCodeFlood } from './code-flood';
import { measureConfirmations } from './confirmations';
import { measureDurability } from './durability';
import type { Measurement } from './figures';
import { measureForgedCodes } from './forged-codes';
import { measureKeyApplications } from './key-applications';
import { measureKnownCustomers } from './known-customers';
import { measureLists } from './lists';
import { measureLoadTime } from './load-time';
import { built, leaveTheFirstCore } from './machine';
import { measureMemory } from './memory';
import { performancePage, rowsOf } from './performance-page';
import { measureOverview } from './overview';
import { measureProductKeys } from './product-keys';
import { countStoreCalls } from './store-calls';
import { measureThroughput } from './throughput';
import { measureWorkbooks } from './workbooks';

const measurements: Readonly<Record<string, () => Promise<Measurement | undefined>>> = {
  earlier: measureBesideEarlier,
  'better-auth': measureBesideBetterAuth,
  load: measureLoadTime,
  throughput: measureThroughput,
  confirmations: measureConfirmations,
  durability: measureDurability,
  keys: measureProductKeys,
  applications: measureKeyApplications,
  store: countStoreCalls,
  audit: measureAuditSeals,
  known: measureKnownCustomers,
  lists: measureLists,
  clients: measureClients,
  overview: measureOverview,
  flood: measureCodeFlood,
  workbooks: measureWorkbooks,
  forged: measureForgedCodes,
  memory: measureMemory,
};

async function main(wanted: readonly string[]): Promise<void> {
  leaveTheFirstCore();
  const taken: Measurement[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const measurement = await measure();
    if (!measurement) continue;
    taken.push(measurement);
    console.log(rowsOf(measurement).join('\n'));
  }
  if (wanted.length === 0) writeFileSync(join(built, 'performance.md'), performancePage(taken));
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
