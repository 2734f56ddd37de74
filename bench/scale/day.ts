/** A day of many partners, second by second, against the limits of the database, the mail service and the instances. The same each time. */
import { turnSeconds, type MailQuota } from '../../shared/domain/mail/mail-governor';
import type { Lane } from '../../shared/domain/mail/mail';
import { stepNames, type Journey, type StepName } from '../costs/journey';
import { idleDay } from '../costs/monthly';
import { partitionLimits } from '../costs/request-units';
import { offerHabits, usualSteps } from '../costs/usual';
import { behindTheScenes, busyDay, platform } from './busy-day';
import { MailDesk, type LaneResult } from './mail-desk';
import { after, drawerOf, randomFrom, zipf } from './random';

const secondsOfDay = 86_400;
/** A day among others; what counts is that it begins at a full minute. */
const midnight = Date.parse('2026-11-24T00:00:00.000Z');

export interface DayOptions {
  readonly quota: MailQuota;
  readonly openings?: number;
  readonly partners?: number;
  /** Recipients of lists, beside those of the burst. */
  readonly recipients?: number;
  /** Milliseconds of processor that a page takes beside its calls of the database: measured. */
  readonly pageMilliseconds: number;
}

/** What the day came to. */
export interface DayResult {
  readonly counts: ReadonlyMap<StepName, number>;
  readonly mails: number;
  /** Request units of each second, all partners together. */
  readonly account: readonly number[];
  /** The highest second of any partner, of the largest, and of what all share. */
  readonly highestOfPartner: number;
  readonly largestPartner: readonly number[];
  readonly system: readonly number[];
  /** Operations that met a full partition and came again. */
  readonly throttled: number;
  readonly lanes: readonly LaneResult[];
  /** Instances that each second needs. */
  readonly instances: readonly number[];
  readonly openingsPerSecond: readonly number[];
  /** Bytes that a year of such days leaves with the largest partner, and with all. */
  readonly yearOfLargest: number;
  readonly yearOfAll: number;
}

interface Cost {
  readonly ofPartner: number;
  readonly ofSystem: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly keptBytes: number;
  readonly passingBytes: number;
}

/** Lets the day pass. */
export function simulateDay(journey: Journey, options: DayOptions): DayResult {
  return new Day(journey, options).run();
}

class Day {
  readonly #random = randomFrom(busyDay.seed);
  readonly #agenda: [StepName, number, (() => void)?][][] = Array.from({ length: secondsOfDay }, () => []);
  readonly #costs: Readonly<Record<StepName, Cost>>;
  readonly #desk: MailDesk;
  readonly #partners: number;
  readonly #drawPartner: () => number;
  readonly #zoneOf: readonly number[];
  readonly #drawHour = drawerOf(busyDay.hours, this.#random);
  readonly #counts = new Map<StepName, number>();
  readonly #kept: Float64Array;
  readonly #idleUnits: number;
  #mails = 0;
  #second = -1;

  constructor(
    journey: Journey,
    private readonly options: DayOptions,
  ) {
    this.#partners = options.partners ?? busyDay.partners;
    this.#drawPartner = drawerOf(zipf(this.#partners), this.#random);
    const drawZone = drawerOf(
      busyDay.zones.map(({ share }) => share),
      this.#random,
    );
    // The largest works where most do, so that its burst falls into its morning.
    this.#zoneOf = Array.from({ length: this.#partners }, (_, partner) => (partner === 0 ? 0 : drawZone()));
    this.#kept = new Float64Array(this.#partners);
    this.#costs = Object.fromEntries(stepNames.map((name) => [name, this.#costOf(journey, name)])) as Record<
      StepName,
      Cost
    >;
    const { timers, feed, leases } = idleDay(journey.idle);
    this.#idleUnits = (timers + feed + leases) / secondsOfDay;
    const { mailsPerSecond, mailLookSeconds } = platform;
    const perLook = mailsPerSecond * mailLookSeconds;
    this.#desk = new MailDesk(options.quota, midnight, mailLookSeconds, perLook, busyDay.codePatienceSeconds);
  }

  run(): DayResult {
    this.#plan();
    const account: number[] = [];
    const largestPartner: number[] = [];
    const system: number[] = [];
    const instances: number[] = [];
    const openingsPerSecond: number[] = [];
    let late = new Map<number, number>();
    let [throttled, highestOfPartner] = [0, 0];
    for (let second = 0; second < secondsOfDay; second += 1) {
      this.#second = second;
      const looks = second % platform.mailLookSeconds === 0;
      if (!looks && late.size === 0 && this.#agenda[second]?.length === 0) {
        account.push(this.#idleUnits);
        for (const series of [largestPartner, system, openingsPerSecond, instances]) series.push(0);
        continue;
      }
      const units = new Map<number, number>([...late.keys()].map((partner) => [partner, 0]));
      const operations = new Map<number, number>();
      let [ofSystem, busy, processor, openings] = [0, 0, 0, 0];
      const take = (step: StepName, partner: number) => {
        const cost = this.#costs[step];
        units.set(partner, (units.get(partner) ?? 0) + cost.ofPartner);
        operations.set(partner, (operations.get(partner) ?? 0) + 1);
        ofSystem += cost.ofSystem;
        busy += cost.seconds;
        processor += cost.processorSeconds;
        this.#counts.set(step, (this.#counts.get(step) ?? 0) + 1);
        this.#kept[partner] = (this.#kept[partner] ?? 0) + cost.keptBytes * 365 + cost.passingBytes * 30;
      };
      // What happens may write mails, and mails that go make things happen in the same second.
      const happen = () => {
        for (const [step, partner, then] of this.#agenda[second]?.splice(0) ?? []) {
          if (step.startsWith('opening')) openings += 1;
          take(step, partner);
          then?.();
        }
      };
      happen();
      if (looks) this.#mails += this.#desk.pass(second);
      happen();
      let all = ofSystem + this.#idleUnits;
      const later = new Map<number, number>();
      for (const [partner, asked] of units) {
        const wanted = asked + (late.get(partner) ?? 0);
        const over = Math.max(0, wanted - partitionLimits.unitsPerSecond);
        if (over > 0) later.set(partner, over);
        throttled += over === 0 ? 0 : Math.ceil(((operations.get(partner) ?? 0) * over) / wanted);
        highestOfPartner = Math.max(highestOfPartner, wanted);
        all += wanted - over;
      }
      late = later;
      account.push(all);
      largestPartner.push(units.get(0) ?? 0);
      system.push(ofSystem);
      openingsPerSecond.push(openings);
      const { httpPerInstance, processors, fullest } = platform;
      instances.push(Math.max(Math.ceil(busy / httpPerInstance), Math.ceil(processor / (processors * fullest))));
      this.#agenda[second] = [];
    }
    const kept = [...this.#kept];
    return {
      counts: this.#counts,
      mails: this.#mails,
      account,
      highestOfPartner,
      largestPartner,
      system,
      throttled,
      lanes: this.#desk.results(),
      instances,
      openingsPerSecond,
      yearOfLargest: Math.max(...kept),
      yearOfAll: kept.reduce((sum, bytes) => sum + bytes, 0),
    };
  }

  /** Everything that does not follow from something else. */
  #plan(): void {
    const { scansPerMail, opensPerMail } = offerHabits;
    const { burst, listed } = busyDay;
    const wantedOpenings = this.options.openings ?? busyDay.openings;
    const recipients = this.options.recipients ?? listed.recipients;
    const scaled = recipients / listed.recipients;
    let mailed = 0;
    const list = (partner: number, size: number, second: number) => {
      this.#list(partner, size, second);
      mailed += size;
    };
    const others = Math.round(burst.listsOfOthers * scaled);
    for (let n = 0; n < Math.round(burst.listsOfLargest * scaled); n += 1)
      list(0, listed.largest, burst.second + 3 * n);
    for (let n = 1; n <= others; n += 1) list(n % this.#partners, listed.largest, burst.second + n);
    for (let left = recipients; left > 0;) {
      const size = Math.min(left, 10 + Math.floor(this.#random() ** 3 * (listed.largest - 10)));
      const partner = this.#drawPartner();
      list(partner, size, this.#moment(partner));
      // As many lists of three months ago come to their last week.
      this.#remind(partner, Math.round(size * (1 - offerHabits.accepting)));
      left -= size;
    }
    const byMail = mailed * (scansPerMail + opensPerMail);
    const people = opensPerMail / (scansPerMail + opensPerMail);
    for (let n = 0; n < wantedOpenings - byMail; n += 1) {
      const partner = this.#drawPartner();
      const second = this.#moment(partner);
      if (this.#random() < people) this.#open(partner, second);
      else this.#at(second, 'opening it again', partner);
    }
  }

  #list(partner: number, size: number, second: number): void {
    this.#at(second, 'making an offer', partner);
    const { scan, open } = busyDay.seconds;
    for (let row = 0; row < size; row += 1) {
      // Twelve batches of ninety, one after the other.
      this.#at(second + Math.floor(row / 500), 'writing a list, for each recipient', partner, () => {
        const due = second + turnSeconds(row, this.options.quota);
        this.#mail('lists', partner, second, due, (sent) => {
          this.#at(sent, 'mailing it, for each recipient', partner);
          for (let n = 0; n < offerHabits.scansPerMail; n += 1)
            this.#at(sent + after(scan, this.#random), 'opening it again', partner);
          this.#open(partner, sent + after(open, this.#random));
        });
      });
    }
  }

  #remind(partner: number, size: number): void {
    const second = this.#moment(partner);
    for (let row = 0; row < size; row += 1) {
      const due = second + turnSeconds(row, this.options.quota);
      this.#mail('lists', partner, second, due, (sent) => this.#at(sent, 'reminding, for each recipient', partner));
    }
  }

  /** Somebody looks at an offer, and perhaps takes it. */
  #open(partner: number, second: number): void {
    const { accepting, leaving } = offerHabits;
    const { answer, confirm } = busyDay.seconds;
    this.#at(second, 'opening a link, page', partner, () => {
      if (this.#random() >= accepting + leaving) return;
      const at = second + after(answer, this.#random);
      this.#at(at, 'answering', partner, () => {
        this.#at(at, 'the page for the code', partner);
        const goesOn = this.#random() < accepting / (accepting + leaving);
        this.#mail('codes', partner, at, at, (sent) => {
          if (goesOn) this.#confirm(partner, sent + after(confirm, this.#random));
        });
      });
    });
  }

  #confirm(partner: number, second: number): void {
    const { receipt, setUp, sealed } = busyDay.seconds;
    this.#at(second, 'confirming', partner, () => {
      this.#mail('receipts', partner, second, second);
      this.#mail('notices', partner, second, second);
      this.#at(second + sealed, 'sealing the audit trail', partner);
      this.#at(second + after(receipt, this.#random), 'the receipt again', partner);
      const done = second + after(setUp, this.#random);
      this.#at(done, 'setting up at Microsoft', partner, () => this.#mail('notices', partner, done, done));
      for (let n = 0; n < usualSteps['a page of the portal']; n += 1)
        this.#at(second + after(setUp, this.#random), 'a page of the portal', partner);
      if (this.#random() < usualSteps['asking for the access page']) this.#visit(partner, done);
    });
  }

  #visit(partner: number, second: number): void {
    this.#at(second, 'asking for the access page', partner, () => {
      this.#mail('codes', partner, second, second, (sent) => {
        const entered = sent + after(busyDay.seconds.confirm, this.#random);
        this.#at(entered, 'entering its code', partner);
        this.#at(entered + 1, 'the access page again', partner);
      });
    });
  }

  /** A mail waits for its turn; what it costs is in the step that caused it, but for those of lists. */
  #mail(lane: Lane, partner: number, second: number, dueSecond: number, sent?: (second: number) => void): void {
    // Of a thousand offers of one partner, as sources of codes.
    const source = String(Math.floor(this.#random() * 20));
    const createdAt = new Date(midnight + second * 1000).toISOString();
    const mail = {
      lane,
      partnerId: String(partner),
      source,
      createdAt,
      dueSecond,
      sent: (at: number) => {
        // They go one after the other until the next look.
        const spread = at + Math.floor(this.#random() * platform.mailLookSeconds);
        this.#at(spread + busyDay.seconds.report, 'a delivery report', partner);
        sent?.(spread);
      },
    };
    this.#desk.write(mail, this.#second);
  }

  #at(second: number, step: StepName, partner: number, then?: () => void): void {
    this.#agenda[second]?.push(then ? [step, partner, then] : [step, partner]);
  }

  #moment(partner: number): number {
    const { offset } = busyDay.zones[this.#zoneOf[partner] ?? 0] ?? busyDay.zones[0];
    const hour = (this.#drawHour() - offset + 24) % 24;
    return hour * 3600 + Math.floor(this.#random() * 3600);
  }

  #costOf({ steps }: Journey, name: StepName): Cost {
    const step = steps[name];
    const { reads, queries, patches, batches, unitsByPartition } = step.tally;
    const ofSystem = unitsByPartition.get('~system') ?? 0;
    const calls = behindTheScenes.includes(name) ? 0 : reads + queries + patches + batches;
    const { databaseMilliseconds, clientMilliseconds } = platform;
    const page = behindTheScenes.includes(name) ? 0 : this.options.pageMilliseconds;
    return {
      ofSystem,
      // What passes is collected later, with throughput that is left over.
      ofPartner: step.tally.units + step.feedUnits - ofSystem,
      seconds: (page + calls * databaseMilliseconds) / 1000,
      processorSeconds: (page + calls * clientMilliseconds) / 1000,
      keptBytes: step.keptBytes,
      passingBytes: step.passingBytes,
    };
  }
}
