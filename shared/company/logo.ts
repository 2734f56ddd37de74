/** A company's logo is an image of the kind it says it is. */
import { refuseFields, type Refused } from '../domain/refusal';

const kinds: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' };
const longestSide = 2000;

/** Says what is wrong with a logo that is given as a data URL, or nothing. */
export async function logoFault(logo: string | null): Promise<Refused | undefined> {
  if (logo === null) return undefined;
  const { imageSize } = await import('image-size');
  const [head = '', data = ''] = logo.split(',');
  const fault = (detail: string): Refused => refuseFields({ pointer: '/logo', detail });
  try {
    const { type = '', width, height } = imageSize(new Uint8Array(Buffer.from(data, 'base64')));
    if (head !== `data:${kinds[type] ?? ''};base64`) return fault('Must be the kind of image that it says it is.');
    return Math.max(width, height) > longestSide
      ? fault(`Must be at most ${longestSide} pixels wide and high.`)
      : undefined;
  } catch {
    return fault('Must be a whole PNG, JPEG or WebP image.');
  }
}
