/** A company's logo is a whole image of the kind it says it is. */
import { limits } from '../catalogue/limits';
import { refuseFields, type Refused } from '../domain/refusal';

interface Kind {
  readonly mediaType: string;
  /** Gives what throws for an image of this kind that is not whole. */
  readonly check: () => Promise<(image: Buffer) => void>;
}

const kinds: Readonly<Record<string, Kind>> = {
  png: { mediaType: 'image/png', check: async () => (await import('./whole-png')).checkPng },
  jpg: { mediaType: 'image/jpeg', check: async () => (await import('./whole-jpeg')).checkJpeg },
  webp: { mediaType: 'image/webp', check: async () => (await import('./whole-webp')).checkWebp },
};

/** Says what is wrong with a logo that is given as a data URL, or nothing. */
export async function logoFault(logo: string | null): Promise<Refused | undefined> {
  if (logo === null) return undefined;
  const { imageSize } = await import('image-size');
  const { longestSide } = limits.companyProfile.logo;
  const [head = '', data = ''] = logo.split(',');
  const image = Buffer.from(data, 'base64');
  const fault = (detail: string): Refused => refuseFields({ pointer: '/logo', detail });
  try {
    const { type = '', width, height } = imageSize(image);
    const kind = kinds[type];
    if (!kind || head !== `data:${kind.mediaType};base64`)
      return fault('Must be the kind of image that it says it is.');
    // Before it is decoded: a small file can say that it is huge.
    if (Math.max(width, height) > longestSide) return fault(`Must be at most ${longestSide} pixels wide and high.`);
    const check = await kind.check();
    check(image);
    return undefined;
  } catch {
    return fault('Must be a whole PNG, JPEG or WebP image, with nothing after its end.');
  }
}
