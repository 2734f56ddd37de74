/** Where the logo of a company is kept: in a document of its own, or, as the last release wrote it, in the partner's. */
import { Logo, logoKey, outdatedLogo } from '../domain/partners/logo';
import { Partner, partnerKey } from '../domain/partners/partner';
import type { LogoName, Ports, Stored, Write } from '../ports';
import { hashOfLogo, logoAsDataUrl, logoDocument } from './logo';

type Company = Pick<Partner, 'partnerId' | 'profile' | 'logoImage'>;

/** The logo of that name: one point read, or two for one that the partner's own document holds. */
export async function findLogo({ partners }: Pick<Ports, 'partners'>, name: LogoName): Promise<Logo | undefined> {
  const { partnerId: partition, hash } = name;
  const stored = await partners.read(Logo, { partition, id: logoKey(hash) });
  if (stored) return stored.document;
  const partner = await partners.read(Partner, { partition, id: partnerKey });
  const within = partner?.document.profile.logo ?? null;
  return within !== null && hashOfLogo(within) === hash ? logoDocument(partition, within) : undefined;
}

/** The logo of a company as it was given. */
export async function logoGiven(ports: Pick<Ports, 'partners'>, company: Company): Promise<string | null> {
  const { partnerId, profile, logoImage } = company;
  if (!logoImage) return profile.logo;
  const logo = await findLogo(ports, { partnerId, hash: logoImage.hash });
  return logo ? logoAsDataUrl(logo) : null;
}

/** What is written of logos when a company chooses this one: it stays, and the one before it for as long as mails show it. */
export async function logoWrites(
  { partners }: Pick<Ports, 'partners'>,
  company: Company,
  given: string | null,
): Promise<readonly Write[]> {
  const { partnerId, profile, logoImage } = company;
  const stored = async (hash: string): Promise<Stored<Logo> | undefined> =>
    partners.read(Logo, { partition: partnerId, id: logoKey(hash) });
  const chosen = given === null ? undefined : logoDocument(partnerId, given);
  if (chosen && chosen.hash === logoImage?.hash) return [];
  const within = profile.logo === null ? undefined : logoDocument(partnerId, profile.logo);
  const left = within?.hash ?? logoImage?.hash;
  const [known, before] = await Promise.all([
    chosen && stored(chosen.hash),
    left === undefined || left === chosen?.hash ? undefined : stored(left),
  ]);
  const outdated = left === chosen?.hash ? undefined : (within ?? before?.document);
  return [...(chosen ? [written(chosen, known)] : []), ...(outdated ? [written(outdatedLogo(outdated), before)] : [])];
}

function written(document: Logo, before: Stored<Logo> | undefined): Write {
  return before ? { kind: 'replace', document, etag: before.etag } : { kind: 'create', document };
}
