/** The functions that run by the clock, as `functions/main.ts` registers them, and how often each runs. */
import type { TimerFunctionOptions } from '@azure/functions';
import { carryOutClaims } from '../../functions/access/carry-out-claims';
import { sealAudit } from '../../functions/activity/seal-audit';
import { tellOfChanges } from '../../functions/activity/tell-of-changes';
import { writeDigests } from '../../functions/activity/write-digests';
import { ageSubscriptions } from '../../functions/customers/age-subscriptions';
import { carryOutErasures } from '../../functions/customers/carry-out-erasures';
import { forgetCustomers } from '../../functions/customers/forget-customers';
import { remindOfDelegations } from '../../functions/customers/remind-of-delegations';
import { doubtDomains } from '../../functions/links/doubt-domains';
import { sendDueMail } from '../../functions/mail/send-due-mail';
import { queueMailings } from '../../functions/offers/queue-mailings';
import { remindOfOffers } from '../../functions/offers/remind-of-offers';
import { endPasswordResets } from '../../functions/passwords/end-password-resets';
import { carryOutTasks } from '../../functions/provisioning/carry-out-tasks';
import { remindOfRequests } from '../../functions/service-requests/remind-of-requests';
import type { MailDelivery } from '../../shared/mail/deliver';
import type { Ports } from '../../shared/ports';

/** All of them over the same ports. */
export function timersOver(delivery: MailDelivery & Ports): Readonly<Record<string, TimerFunctionOptions>> {
  const ports = () => Promise.resolve(delivery);
  return {
    carryOutClaims: carryOutClaims(ports),
    carryOutErasures: carryOutErasures(ports),
    carryOutTasks: carryOutTasks(ports),
    ageSubscriptions: ageSubscriptions(ports),
    doubtDomains: doubtDomains(ports),
    endPasswordResets: endPasswordResets(ports),
    forgetCustomers: forgetCustomers(ports),
    queueMailings: queueMailings(ports),
    remindOfDelegations: remindOfDelegations(ports),
    remindOfOffers: remindOfOffers(ports),
    remindOfRequests: remindOfRequests(ports),
    sealAudit: sealAudit(ports),
    sendDueMail: sendDueMail(() => Promise.resolve(delivery)),
    tellOfChanges: tellOfChanges(ports),
    writeDigests: writeDigests(ports),
  };
}

/** How often a schedule of ours comes due in a day: every minute, every five, or every hour. */
export function runsPerDay({ schedule }: Pick<TimerFunctionOptions, 'schedule'>): number {
  const [, minutes = '', hours] = schedule.split(' ');
  if (hours !== '*') throw new Error(`Nobody knows how often ${schedule} comes due.`);
  if (minutes === '*') return 1440;
  const [, step] = /^\*\/(\d+)$/u.exec(minutes) ?? [];
  if (step !== undefined) return 1440 / Number(step);
  if (/^\d+$/u.test(minutes)) return 24;
  throw new Error(`Nobody knows how often ${schedule} comes due.`);
}
