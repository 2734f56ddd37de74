/** When a key expires, as spreadsheets and programs write it. A day alone means its end in UTC; what could be two days is named, never guessed. */
import { monthNames } from '../../catalogue/month-names';
import { foldNumber } from '../folding';
import { lazily } from '../lazily';

interface Fault {
  readonly fault: string;
}

/** The moment, or what is wrong with the text. */
export type TypedExpiry = { readonly at: string } | Fault;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const longest = 60;
const msPerDay = 86_400_000;
/** What day 0 of a spreadsheet is for every day after February 1900, which Excel takes to have had 29 days. */
const serialStart = Date.UTC(1899, 11, 30);
/** Serial numbers of the years 2000 to 2173; fewer digits are a year or a typing error. */
const serials = { first: 36_526, last: 99_999 };

const unreadable: Fault = { fault: 'This is no date; write it as 2027-03-31, or with a time as 2027-03-31T12:00:00Z.' };
const noSuchDay: Fault = { fault: 'There is no such day.' };

/** Reads a day or a moment: ISO 8601, a spreadsheet's serial number, day and month where they cannot be mistaken, and what .NET and Excel make of times. */
export function typedExpiry(given: string | number): TypedExpiry {
  if (String(given).length > longest) return unreadable;
  const text = foldNumber(String(given)).replace(/\s+/gu, ' ').trim();
  return serial(text) ?? dotNetJson(text) ?? dayAndTime(text);
}

function serial(text: string): TypedExpiry | undefined {
  const [, whole = '', fraction] = /^(\d{5})(?:[.,](\d{1,15}))?$/u.exec(text) ?? [];
  const days = Number(whole);
  if (whole === '' || days < serials.first || days > serials.last) return undefined;
  const day = serialStart + days * msPerDay;
  if (fraction === undefined || Number(fraction) === 0) return endOf(new Date(day));
  // A fraction of a day does not hit its second exactly.
  const seconds = Math.round(Number(`0.${fraction}`) * 86_400);
  return moment(new Date(day + seconds * 1000));
}

function dotNetJson(text: string): TypedExpiry | undefined {
  const [, milliseconds] = /^\\?\/date\((\d{1,15})(?:[+-]\d{4})?\)\\?\/$/iu.exec(text) ?? [];
  return milliseconds === undefined ? undefined : moment(new Date(Number(milliseconds)));
}

const time = lazily(
  () => /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(am|pm|a\.m\.|p\.m\.)? ?(z|utc|gmt|[+-]\d\d(?::?\d\d)?)?$/iu,
);

function dayAndTime(text: string): TypedExpiry {
  const withoutWeekday = text.replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? /iu, '');
  const colon = withoutWeekday.indexOf(':');
  // The hour begins after the last blank, or the T, before the first colon.
  const before = colon < 0 ? withoutWeekday : withoutWeekday.slice(0, colon);
  const parted = /^(.*?)(?:t| |, )(\d{1,2})$/iu.exec(colon < 0 ? '' : before);
  if (colon >= 0 && !parted) return unreadable;
  const [, dayText = withoutWeekday, hour = ''] = parted ?? [];
  const day = dayOf(dayText.trim().replace(/,$/u, ''));
  if ('fault' in day) return day;
  const midnight = new Date(Date.UTC(day.year, day.month - 1, day.day));
  if (midnight.getUTCMonth() !== day.month - 1 || midnight.getUTCDate() !== day.day) return noSuchDay;
  if (colon < 0) return endOf(midnight);
  const since = sinceMidnight(hour + withoutWeekday.slice(colon));
  return since === undefined ? unreadable : moment(new Date(midnight.getTime() + since));
}

/** Milliseconds; a time that names no zone is in UTC. */
function sinceMidnight(text: string): number | undefined {
  const parts = time().exec(text);
  if (!parts) return undefined;
  const [, hours = '', minutes = '', seconds = '0', fraction = '', half = '', zone = ''] = parts;
  const hour = hourOf(Number(hours), half.charAt(0).toLowerCase());
  if (hour === undefined || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const [, sign, east = '0', andMinutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/u.exec(zone) ?? [];
  if (Number(east) > 14 || Number(andMinutes) > 59) return undefined;
  const offset = (sign === '-' ? -1 : 1) * (Number(east) * 60 + Number(andMinutes));
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  return ((hour * 60 + Number(minutes) - offset) * 60 + Number(seconds)) * 1000 + milliseconds;
}

function hourOf(hour: number, half: string): number | undefined {
  if (half === '') return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}

function dayOf(text: string): Day | Fault {
  const [, year, month, day] =
    /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/u.exec(text)?.filter((_, at) => at !== 2) ??
    /^(20\d\d)(\d\d)(\d\d)$/u.exec(text) ??
    /^(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日$/u.exec(text) ??
    [];
  if (year !== undefined) return known({ year: Number(year), month: Number(month), day: Number(day) });
  const numbers = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})$/u.exec(text);
  if (numbers) return dayAmong(Number(numbers[1]), Number(numbers[3]), numbers[4] ?? '');
  const [, dayFirst, nameAfter, yearAfter] =
    /^(\d{1,2})[- .]{0,2}(\p{L}{3,10})[- .,]{0,2}(\d{4}|\d\d)$/u.exec(text) ?? [];
  if (dayFirst !== undefined) return namedDay(dayFirst, nameAfter ?? '', yearAfter ?? '');
  const [, nameFirst, dayAfter, yearLast] = /^(\p{L}{3,10})[-. ]{1,2}(\d{1,2})[-, ]{1,2}(\d{4})$/u.exec(text) ?? [];
  if (nameFirst !== undefined) return namedDay(dayAfter ?? '', nameFirst, yearLast ?? '');
  return unreadable;
}

/** Two numbers before a year: which of them is the month is known when one is more than 12, or both are the same. */
function dayAmong(one: number, other: number, yearText: string): Day | Fault {
  if (yearText.length === 2) return { fault: 'Write the year with four digits.' };
  const year = Number(yearText);
  if (one === other || one > 12) return known({ year, month: other, day: one });
  if (other > 12) return known({ year, month: one, day: other });
  const spelt = [
    { month: other, day: one },
    { month: one, day: other },
  ].map(({ month, day }) => [year, twoDigits(month), twoDigits(day)].join('-'));
  return { fault: `This may be ${spelt.join(' or ')}; write it so.` };
}

function namedDay(day: string, name: string, year: string): Day | Fault {
  const folded = name.toLowerCase();
  const month = monthNames.findIndex((names) =>
    names.some((one) => [one, `ב${one}`, ...(/^[a-z]/u.test(one) ? [one.slice(0, 3)] : [])].includes(folded)),
  );
  if (month < 0) return unreadable;
  return known({ year: year.length === 2 ? 2000 + Number(year) : Number(year), month: month + 1, day: Number(day) });
}

function known(day: Day): Day | Fault {
  const { year, month, day: inMonth } = day;
  if (year < 2000) return { fault: 'The year is before 2000.' };
  return month >= 1 && month <= 12 && inMonth >= 1 && inMonth <= 31 ? day : noSuchDay;
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

function endOf(midnight: Date): TypedExpiry {
  return moment(new Date(midnight.getTime() + msPerDay - 1));
}

function moment(at: Date): TypedExpiry {
  const year = at.getUTCFullYear();
  return year >= 2000 && year <= 9999 ? { at: at.toISOString() } : unreadable;
}
