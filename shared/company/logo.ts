/** A company's logo is a whole image of the kind it says it is. */
import { createHash } from 'node:crypto';
import { limits } from '../catalogue/limits';
import { logoKey, type Logo, type LogoImage } from '../domain/partners/logo';
import { ok, refuseFields, type Refused, type Result } from '../domain/refusal';

type MediaType = Logo['mediaType'];

interface Kind {
  readonly mediaType: MediaType;
  /** Gives what throws for an image of this kind that is not whole. */
  readonly check: () => Promise<(image: Buffer) => void>;
}

const kinds: Readonly<Record<string, Kind>> = {
  png: { mediaType: 'image/png', check: async () => (await import('./whole-png')).checkPng },
  jpg: { mediaType: 'image/jpeg', check: async () => (await import('./whole-jpeg')).checkJpeg },
  webp: { mediaType: 'image/webp', check: async () => (await import('./whole-webp')).checkWebp },
};

/** From this orientation on (Exif), an image is shown on its side. */
const firstOnItsSide = 5;

/** What a logo is that is given as a data URL, or what is wrong with it. */
export async function readLogo(logo: string | null): Promise<Result<LogoImage | undefined>> {
  if (logo === null) return ok(undefined);
  const { imageSize } = await import('image-size');
  const { longestSide } = limits.companyProfile.logo;
  const [head = '', data = ''] = logo.split(',');
  const image = Buffer.from(data, 'base64');
  const fault = (detail: string): Refused => refuseFields({ pointer: '/logo', detail });
  try {
    const { type = '', width, height, orientation = 1 } = imageSize(image);
    const kind = kinds[type];
    if (!kind || head !== `data:${kind.mediaType};base64`)
      return fault('Must be the kind of image that it says it is.');
    // Before it is decoded: a small file can say that it is huge.
    if (Math.max(width, height) > longestSide) return fault(`Must be at most ${longestSide} pixels wide and high.`);
    const check = await kind.check();
    check(image);
    const hash = hashOfLogo(logo);
    return ok(orientation < firstOnItsSide ? { hash, width, height } : { hash, width: height, height: width });
  } catch {
    return fault('Must be a whole PNG, JPEG or WebP image, with nothing after its end.');
  }
}

/** 128 bits of the SHA-256 of what it is and of its bytes, given as a data URL: the logo's name. */
export function hashOfLogo(logo: string): string {
  return createHash('sha256').update(logo).digest('hex').slice(0, 32);
}

/** The document of a logo that was given as a data URL, and was checked. */
export function logoDocument(partnerId: string, logo: string): Logo {
  const [, mediaType = '', data = ''] = /^data:([^;,]*);base64,(.*)$/u.exec(logo) ?? [];
  const hash = hashOfLogo(logo);
  return {
    id: logoKey(hash),
    partnerId,
    type: 'logo',
    schemaVersion: 1,
    hash,
    mediaType: Object.values(kinds).find((kind) => kind.mediaType === mediaType)?.mediaType ?? 'image/png',
    data,
  };
}

/** The logo as it was given. */
export function logoAsDataUrl({ mediaType, data }: Pick<Logo, 'mediaType' | 'data'>): string {
  return `data:${mediaType};base64,${data}`;
}
