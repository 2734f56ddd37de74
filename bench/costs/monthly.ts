/** What a month costs: pure arithmetic over the counted steps, the usual habits and the prices. */
import { containers } from '../../shared/cosmos/containers';
import { stepNames, type Idle, type Journey, type Step } from './journey';
import { grants, prices } from './prices';
import { feedUnits, readUnits, replaceUnits } from './request-units';
import { allowances, usualSteps } from './usual';

const daysPerMonth = 30.4;
const secondsPerDay = 86_400;
const secondsPerMonth = daysPerMonth * secondsPerDay;

/** What one redemption comes to, with everything before and after it. */
export interface PerRedemption {
  readonly units: number;
  readonly executions: number;
  readonly httpExecutions: number;
  readonly mails: number;
  readonly mailBytes: number;
  readonly logBytes: number;
  readonly keptBytes: number;
  readonly passingBytes: number;
}

/** The whole of a step in request units: its calls, the change feed, and what is collected later. */
export function unitsOf({ tally, feedUnits: fed, collectingUnits }: Step): number {
  return tally.units + fed + collectingUnits;
}

export function perRedemption({ steps }: Journey): PerRedemption {
  const over = (value: (step: Step) => number) =>
    stepNames.reduce((sum, name) => sum + usualSteps[name] * value(steps[name]), 0);
  const mails = over((step) => step.mails);
  const report = steps['a delivery report'];
  const executions = over((step) => step.executions) + mails * report.executions;
  const lines = over((step) => step.lines) + mails * report.lines;
  const lineBytes = over((step) => step.lineBytes) + mails * report.lineBytes;
  const { requestRowBytes, traceRowBytes, hostLines, mailOverhead } = allowances;
  return {
    units: over(unitsOf) + mails * unitsOf(report),
    executions,
    httpExecutions: executions - over((step) => (step.mails > 0 ? step.executions / 2 : 0)),
    mails,
    mailBytes: over((step) => step.mailBytes) * mailOverhead,
    logBytes: executions * (requestRowBytes + hostLines * traceRowBytes) + lines * traceRowBytes + lineBytes,
    keptBytes: over((step) => step.keptBytes),
    passingBytes: over((step) => step.passingBytes),
  };
}

/** What a deployment asks of the database in a day in which nothing happens. */
export interface IdleDay {
  readonly timers: number;
  readonly feed: number;
  readonly leases: number;
}

/** One lease as the host keeps it, of its usual size: there is one for each physical partition. */
const lease = { id: 'lease', type: 'lease', state: 'x'.repeat(600) };
/** The host's own times: `feedPollDelay` is set by us, the others are its defaults. */
const hostSeconds = { feedPoll: 1, leaseRenewal: 17, leaseAcquisition: 13 } as const;

export function idleDay(idle: readonly Idle[]): IdleDay {
  const { feedPoll, leaseRenewal, leaseAcquisition } = hostSeconds;
  const renewed = { ...lease, state: 'y'.repeat(600) };
  return {
    timers: idle.reduce((sum, { unitsPerRun, runsPerDay }) => sum + unitsPerRun * runsPerDay, 0),
    feed: (secondsPerDay / feedPoll) * feedUnits([]),
    leases:
      (secondsPerDay / leaseRenewal) * (readUnits(800) + replaceUnits('leases', lease, renewed)) +
      (secondsPerDay / leaseAcquisition) * feedUnits([800]),
  };
}

/** How the deployment is set up. */
export interface Setting {
  readonly redemptions: number;
  readonly instanceGigabytes: 0.5 | 2 | 4;
  readonly alwaysReady: number;
  readonly mail: 'acs' | 'smtp';
  readonly throughput: 'serverless' | 'autoscale';
  /** After how many months of such redemptions. */
  readonly months: number;
  readonly staticSite: boolean;
}

export interface Bill {
  readonly rows: readonly { readonly name: string; readonly amount: string; readonly dollars: number }[];
  readonly dollars: number;
}

/** The bill of one month. */
export function billOf(journey: Journey, setting: Setting): Bill {
  const each = perRedemption(journey);
  const quiet = idleDay(journey.idle);
  const { redemptions } = setting;
  const units = redemptions * each.units + daysPerMonth * (quiet.timers + quiet.feed + quiet.leases);
  const gigabytes =
    ((redemptions * (setting.months * each.keptBytes + each.passingBytes)) / 1e9) * (1 + allowances.indexShare);
  const mails = redemptions * each.mails;
  const megabytes = (redemptions * each.mailBytes) / 1e6;
  const timerRuns = daysPerMonth * journey.idle.reduce((sum, { runsPerDay }) => sum + runsPerDay, 0);
  const executions = redemptions * each.executions + timerRuns;
  const idleLogBytes = timerRuns * (allowances.requestRowBytes + allowances.hostLines * allowances.traceRowBytes);
  const logGigabytes = (redemptions * each.logBytes + idleLogBytes) / 1e9;
  const events = setting.mail === 'acs' ? 2 * mails : 0;
  const renewals = (secondsPerMonth / 60) * allowances.locksPerMinute;
  const rows = [
    throughputRow(units, setting),
    row('Cosmos DB: data', `${shownGigabytes(gigabytes)} GB`, gigabytes * prices.data.dollars),
    row('Cosmos DB: backup of 30 days', `${shownGigabytes(gigabytes)} GB`, gigabytes * prices.backup.dollars),
    row('Functions: executions', round(executions), (executions / 1e6) * prices.executions.dollars),
    ...computeRows(each, setting, timerRuns),
    ...(setting.mail === 'acs'
      ? [
          row('Communication Services: mails', round(mails), mails * prices.mails.dollars),
          row('Communication Services: data', `${round(megabytes)} MB`, megabytes * prices.mailData.dollars),
        ]
      : [row('Mails by a relay of your own', round(mails), 0)]),
    row(
      'Event Grid: delivery reports',
      round(events),
      (Math.max(0, events - grants.eventOperations) / 1e6) * prices.events.dollars,
    ),
    row(
      'Log Analytics',
      `${shownGigabytes(logGigabytes)} GB`,
      Math.max(0, logGigabytes - grants.logGigabytes) * prices.logs.dollars,
    ),
    row('Alerts', '5 over logs, 3 over metrics', 5 * prices.logAlert.dollars + 3 * prices.metricAlert.dollars),
    row(
      'Looks from outside',
      round(daysPerMonth * allowances.looksPerDay),
      daysPerMonth * allowances.looksPerDay * prices.webTest.dollars,
    ),
    row(
      'Key Vault',
      round(daysPerMonth * allowances.vaultOperationsPerDay),
      (daysPerMonth * allowances.vaultOperationsPerDay * prices.vault.dollars) / 1e4,
    ),
    row(
      'Storage of the host',
      `${round(timerRuns)} writes`,
      (timerRuns * prices.blobWrites.dollars + renewals * prices.blobOthers.dollars) / 1e4,
    ),
    row('Static web app', setting.staticSite ? 'standard' : 'free', setting.staticSite ? prices.staticSite.dollars : 0),
  ];
  return { rows, dollars: rows.reduce((sum, { dollars }) => sum + dollars, 0) };
}

/** Of one hour, the share of its highest second that its average has when serverless and autoscale cost the same. */
export function breakEvenShare(): number {
  const perHundred = 100 * 3600;
  return prices.autoscaleUnits.dollars / ((perHundred / 1e6) * prices.serverlessUnits.dollars);
}

/** The redemptions of a month from which on autoscale, at its smallest, costs no more. */
export function breakEvenRedemptions(journey: Journey): number {
  const { timers, feed, leases } = idleDay(journey.idle);
  const floor = autoscaleDollars(0);
  const units = (floor / prices.serverlessUnits.dollars) * 1e6 - daysPerMonth * (timers + feed + leases);
  return units / perRedemption(journey).units;
}

/** The smallest autoscale of a container goes from 100 to 1,000 RU/s; beside `partners` there are two containers that never need more. */
const smallestAutoscale = 100;
const otherContainers = Object.keys(containers).length - 1;

function autoscaleDollars(units: number): number {
  const highest = (units / secondsPerMonth) * allowances.peakOverAverage;
  const hundreds = Math.ceil(Math.max(smallestAutoscale, highest) / 100) + (otherContainers * smallestAutoscale) / 100;
  return hundreds * prices.autoscaleUnits.dollars * (secondsPerMonth / 3600);
}

function throughputRow(units: number, { throughput }: Setting) {
  const amount = `${round(units / 1e6)} million request units`;
  if (throughput === 'serverless')
    return row('Cosmos DB: serverless', amount, (units / 1e6) * prices.serverlessUnits.dollars);
  return row('Cosmos DB: autoscale', amount, autoscaleDollars(units));
}

/** Active time is that of instances: calls that overlap share it, and no active time is shorter than a second. */
function computeRows(each: PerRedemption, { redemptions, instanceGigabytes, alwaysReady }: Setting, timerRuns: number) {
  const active = (executions: number) =>
    secondsPerMonth * (1 - Math.exp((-executions * allowances.leastSeconds) / secondsPerMonth));
  const http = active(redemptions * each.httpExecutions) * instanceGigabytes;
  const feedRuns = redemptions * (each.executions - each.httpExecutions);
  const others =
    (active(feedRuns) + redemptions * each.mails * allowances.secondsPerMail + timerRuns) * instanceGigabytes;
  const baseline = alwaysReady * secondsPerMonth * instanceGigabytes;
  const ready = alwaysReady > 0;
  return [
    row('Functions: always ready, baseline', `${round(baseline)} GB-s`, baseline * prices.readyBaseline.dollars),
    row(
      'Functions: pages and API, active',
      `${round(http)} GB-s`,
      http * (ready ? prices.readyActive : prices.onDemand).dollars,
    ),
    row('Functions: timers and mail, active', `${round(others)} GB-s`, others * prices.onDemand.dollars),
  ];
}

const row = (name: string, amount: string, dollars: number) => ({ name, amount, dollars });
const round = (value: number): string => Math.round(value).toLocaleString('en');
const shownGigabytes = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 2 });
