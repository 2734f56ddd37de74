/** The figures of docs/scale.md, between its marks: `npm run simulate`. */
import { readFileSync } from 'node:fs';
import { tableOf } from '../local/markdown-table';
import { walkJourney, type Journey } from './costs/journey';
import { partitionLimits, physicalPartitions } from './costs/request-units';
import { median, quantile, shown } from './figures';
import { simulateDay, type DayResult } from './scale/day';

const marks = { begin: '<!-- npm run simulate: begin -->', end: '<!-- npm run simulate: end -->' } as const;

/** What Communication Services lets a new subscription send by a domain of its own, and about what such a day needs. */
const quotas = [
  { name: 'as a subscription begins', perMinute: 30, perHour: 100 },
  { name: 'as such a day needs', perMinute: 1500, perHour: 60_000 },
] as const;

/** The page with new figures; everything around them stays. */
export async function pageFrom(page: string): Promise<string> {
  const [before, rest] = page.split(marks.begin);
  const [, behind] = rest?.split(marks.end) ?? [];
  if (before === undefined || behind === undefined) throw new Error('docs/scale.md has lost its marks.');
  const figures = figuresOf(await walkJourney(), pageMilliseconds(readFileSync('docs/performance.md', 'utf8')));
  console.log(figures);
  return `${before}${marks.begin}\n\n${figures}\n\n${marks.end}${behind}`;
}

/** Of a page that is made anew, as `npm run bench` measured it. */
export function pageMilliseconds(performance: string): number {
  const [, microseconds] =
    /\| Page, 4,000 links in turn.*; ([\d.]+) to [\d.]+ µs of the server's/u.exec(performance) ?? [];
  if (microseconds === undefined) throw new Error('docs/performance.md does not tell what a page takes.');
  return Number(microseconds) / 1000;
}

function figuresOf(journey: Journey, milliseconds: number): string {
  const days = quotas.map((quota) => simulateDay(journey, { quota, pageMilliseconds: milliseconds }));
  const heads = quotas.map(
    ({ name, perMinute, perHour }) => `${name}: ${whole(perMinute)} a minute, ${whole(perHour)} an hour`,
  );
  return tableOf(['', ...heads], rowsOf(days));
}

function rowsOf(days: readonly DayResult[]): readonly (readonly string[])[] {
  const row = (name: string, value: (day: DayResult) => string) => [name, ...days.map(value)];
  const openings = ({ counts }: DayResult) =>
    (counts.get('opening a link, page') ?? 0) + (counts.get('opening it again') ?? 0);
  return [
    row('links opened', (day) => whole(openings(day))),
    row('opened in the busiest second', (day) => whole(highest(day.openingsPerSecond))),
    row(
      'answers, and those confirmed',
      (day) => `${whole(day.counts.get('answering') ?? 0)}, ${whole(day.counts.get('confirming') ?? 0)}`,
    ),
    row('mails sent', (day) => whole(day.mails)),
    ...(['codes', 'receipts', 'notices', 'lists'] as const).map((lane) =>
      row(`${lane}: sent; waited p50, p99, longest; left waiting at midnight`, (day) => laneText(day, lane)),
    ),
    row('codes that came too late, after ten minutes', (day) =>
      whole(day.lanes.find(({ lane }) => lane === 'codes')?.gaveUp ?? 0),
    ),
    row('RU/s of all: average, p99, highest', (day) => spread(day.account)),
    row(
      'highest second against the average of its hour',
      (day) => `${shown(peakOverAverage(day.account))} times, as a median of hours`,
    ),
    row('RU/s of the largest partner: average, p99, highest', (day) => spread(day.largestPartner)),
    row(`highest second of any partner, of ${whole(partitionLimits.unitsPerSecond)}`, (day) =>
      whole(day.highestOfPartner),
    ),
    row('operations throttled at a full partition', (day) => whole(day.throttled)),
    row(
      'RU/s of what all share (`~system`): p99, highest',
      (day) => `${whole(quantile(day.system, 0.99))}, ${whole(highest(day.system))}`,
    ),
    row(
      'instances of 2,048 MB for pages and the API: p99, highest',
      (day) => `${quantile(day.instances, 0.99)}, ${highest(day.instances)}`,
    ),
    row(
      `largest partner after a year of such days, of ${partitionLimits.gigabytes} GB`,
      (day) => `${shown(day.yearOfLargest / 1e9)} GB: ${daysUntilFull(day)}`,
    ),
    row('all partners after a year, and on how many physical partitions', (day) => {
      const gigabytes = day.yearOfAll / 1e9;
      return `${shown(gigabytes)} GB on ${physicalPartitions(gigabytes, highest(day.account))}`;
    }),
  ];
}

function laneText(day: DayResult, wanted: string): string {
  const lane = day.lanes.find((one) => one.lane === wanted);
  if (!lane || lane.waits.length === 0) return 'none';
  const { waits, waiting } = lane;
  return `${whole(waits.length)}; ${time(median(waits))}, ${time(quantile(waits, 0.99))}, ${time(highest(waits))}; ${whole(waiting)}`;
}

function peakOverAverage(perSecond: readonly number[]): number {
  const hours = Array.from({ length: 24 }, (_, hour) => perSecond.slice(hour * 3600, (hour + 1) * 3600));
  return median(hours.map((hour) => highest(hour) / average(hour)));
}

function daysUntilFull({ yearOfLargest }: DayResult): string {
  const days = (partitionLimits.gigabytes * 1e9 * 365) / yearOfLargest;
  return days > 365 ? 'not full' : `full after ${whole(days)} days`;
}

function spread(values: readonly number[]): string {
  return `${whole(average(values))}, ${whole(quantile(values, 0.99))}, ${whole(highest(values))}`;
}

/** Waits are told to the look of the mail desk. */
function time(seconds: number): string {
  if (seconds <= 10) return 'at most 10 s';
  if (seconds < 120) return `${whole(seconds)} s`;
  return seconds < 7200 ? `${whole(seconds / 60)} min` : `${shown(seconds / 3600)} h`;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const highest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);
