/** What Azure loads: reads the settings and registers every function. Nothing else has effects on import. */
import { app } from '@azure/functions';
import { readConfig, type Config } from '../shared/config';
import { localPorts } from '../shared/local-ports';
import type { MailDelivery } from '../shared/mail/deliver';
import type { Ports } from '../shared/ports';
import { httpFunctions } from './http-functions';
import { carryOutClaims } from './access/carry-out-claims';
import { sealAudit } from './activity/seal-audit';
import { tellOfChanges } from './activity/tell-of-changes';
import { writeDigests } from './activity/write-digests';
import { ageSubscriptions } from './customers/age-subscriptions';
import { remindOfDelegations } from './customers/remind-of-delegations';
import { doubtDomains } from './links/doubt-domains';
import { sendDueMail } from './mail/send-due-mail';
import { sendWrittenMail } from './mail/send-written-mail';
import { queueMailings } from './offers/queue-mailings';
import { carryOutErasures } from './customers/carry-out-erasures';
import { forgetCustomers } from './customers/forget-customers';
import { endPasswordResets } from './passwords/end-password-resets';
import { carryOutTasks } from './provisioning/carry-out-tasks';
import { remindOfOffers } from './offers/remind-of-offers';
import { remindOfRequests } from './service-requests/remind-of-requests';

const local = localPorts();
const config = loadConfig();
let wired: Promise<Ports> | undefined;

for (const { name, ...options } of httpFunctions(ports)) app.http(name, options);
app.cosmosDB('sendWrittenMail', sendWrittenMail(delivery, config.cosmosDatabase));
app.timer('carryOutClaims', carryOutClaims(ports));
app.timer('carryOutErasures', carryOutErasures(ports));
app.timer('carryOutTasks', carryOutTasks(ports));
app.timer('ageSubscriptions', ageSubscriptions(ports));
app.timer('doubtDomains', doubtDomains(ports));
app.timer('endPasswordResets', endPasswordResets(ports));
app.timer('forgetCustomers', forgetCustomers(ports));
app.timer('queueMailings', queueMailings(ports));
app.timer('remindOfDelegations', remindOfDelegations(ports));
app.timer('remindOfOffers', remindOfOffers(ports));
app.timer('remindOfRequests', remindOfRequests(ports));
app.timer('sealAudit', sealAudit(ports));
app.timer('sendDueMail', sendDueMail(delivery));
app.timer('tellOfChanges', tellOfChanges(ports));
app.timer('writeDigests', writeDigests(ports));

function loadConfig(): Config {
  try {
    const provided = { store: local.partners !== undefined, mailer: local.mailer !== undefined };
    const read = readConfig(process.env, provided);
    for (const warning of read.warnings) console.warn(warning);
    return read;
  } catch (error) {
    // The worker reports only that it found no functions; here is where the reason can be read.
    console.error(error instanceof Error ? error.message : error);
    throw error;
  }
}

function ports(): Promise<Ports> {
  wired ??= import('./wiring').then(({ wire }) => wire(config, local));
  return wired;
}

async function delivery(): Promise<MailDelivery> {
  const [given, { mailRenderer }] = await Promise.all([ports(), import('../shared/mails/mail-renderer')]);
  return { ...given, render: mailRenderer(given) };
}
