/** The scanner simulator of the start page. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Link, Random, Store } from '../shared/ports';
import type { LocalRoute } from './host/http-functions';
import { localRoute } from './local-routes';
import type { LocalMailbox } from './mailbox';
import type { ReadOwnLink } from './own-links';
import { pageResponse } from './page';
import { personas } from './personas';
import { postedForm } from './posted-form';
import { ScanPage, ScanStartPage } from './scan-page';
import { scanLink } from './scanner';
import { standingOf } from './standing';

/** What a scan needs. */
export interface ScanWorld {
  readonly port: number;
  readonly readLink: ReadOwnLink;
  readonly partners: Store;
  readonly mailbox: Pick<LocalMailbox, 'messages'>;
  readonly random: Random;
}

const mailArrivesWithin = 2_000;
const lookEvery = 50;

/** Asking for a link, and scanning it. Only a link that this instance issued is scanned, and only at this instance. */
export function scanRoutes(world: ScanWorld): readonly LocalRoute[] {
  return [
    localRoute('scanStart', 'GET', 'local/start/scans', () => pageResponse(200, <ScanStartPage isWrong={false} />)),
    localRoute('scan', 'POST', 'local/start/scans', async (request) => {
      const fields = await postedForm(request);
      if (!fields.ok) return fields;
      const own = world.readLink(fields.value.get('link') ?? '');
      if (own === undefined) return pageResponse(422, <ScanStartPage isWrong />);

      const { partners, random, port } = world;
      const before = await standingOf(partners, own.link);
      const scan = await scanLink(own.path, { origin: `http://127.0.0.1:${port}`, random });
      const asked = await standingOf(partners, own.link);
      const mail = asked.unconfirmed > before.unconfirmed ? await arrivedMail(world, scan.address) : undefined;
      // Counted once more: whatever the mail set off has happened by now.
      const after = await standingOf(partners, own.link);
      const invitationUrl = invitationOf(own.link);
      return pageResponse(200, <ScanPage report={{ scan, before, after, codeMailId: mail?.id, invitationUrl }} />);
    }),
  ];
}

function invitationOf({ partnerId, offerId }: Link): string | undefined {
  const persona = personas.find(({ tenantId }) => tenantId === partnerId);
  return persona && `/local/start/offers/${encodeURIComponent(offerId)}?persona=${persona.id}`;
}

async function arrivedMail({ mailbox }: ScanWorld, address: string) {
  for (let waited = 0; waited < mailArrivesWithin; waited += lookEvery) {
    const [newest] = mailbox.messages(address, 1);
    if (newest) return newest;
    await sleep(lookEvery);
  }
  return undefined;
}
