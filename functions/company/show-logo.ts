/** A browser or a mail program asks for the logo that a page or a mail names. */
import { findLogo } from '../../shared/company/stored-logo';
import { refuse } from '../../shared/domain/refusal';
import { openOperation, type ApiPorts } from '../../shared/http/operation';
import type { Ports } from '../../shared/ports';

/** Shows the logo at an address that was issued here; it never changes, so browsers keep it. */
export const showLogo = (ports: ApiPorts & Pick<Ports, 'logos'>) =>
  openOperation('showLogo', ports, async ({ params }) => {
    const name = ports.logos.read(params.logo ?? '');
    const logo = name && (await findLogo(ports, name));
    if (!logo) return refuse('not-found');
    return { status: 200, image: { mediaType: logo.mediaType, bytes: Buffer.from(logo.data, 'base64') } };
  });
