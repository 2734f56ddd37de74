/** Where a partner's service requests go: its own desk, its distributor, or Microsoft, which in no cloud takes them by mail. */
import { clouds } from '../../catalogue/clouds';
import { refuse, type Result } from '../refusal';
import type { Partner } from './partner';

export type SupportDesk =
  | { readonly kind: 'ownDesk' | 'distributor'; readonly address: string }
  /** Whoever raised a request takes it there. */
  | { readonly kind: 'microsoft'; readonly url: string };

/** The desk as the company profile names it: without a word there the address at which its customers find help, or else its own. */
export function supportDesk({ profile, cloud }: Pick<Partner, 'profile' | 'cloud'>): SupportDesk | undefined {
  const { serviceRequests, support, email } = profile;
  const kind = serviceRequests?.sentTo ?? 'ownDesk';
  if (kind === 'microsoft') return { kind, url: clouds[cloud].customerSupport };
  const address = serviceRequests?.email ?? (kind === 'ownDesk' ? (support?.email ?? email) : null);
  return address === null ? undefined : { kind, address };
}

/** The same, refused while the profile names none. */
export function deskFor(partner: Pick<Partner, 'profile' | 'cloud'>): Result<SupportDesk> {
  const desk = supportDesk(partner);
  if (desk) return { ok: true, value: desk };
  return refuse('profile-incomplete', {
    detail:
      'Your company profile has no e-mail address for service requests: its global administrator adds serviceRequests.email, support.email or email first.',
  });
}
