/** Whether a PNG image is whole (PNG, third edition): every chunk under its checksum, and pixels for all of its area. */
import { crc32, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Samples of a pixel, and how many bits each may have, by colour type. */
const colourTypes: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};
const palette = 3;

/** Which pixels come with each pass: the first column and row, and the steps between them. */
const inOnePass = [[0, 0, 1, 1]] as const;
const interlaced = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Throws for an image that is not whole. Its size has been looked at before: this makes room for its pixels. */
export function checkPng(image: Buffer): void {
  const chunks = chunksOf(image);
  const [header] = chunks;
  if (header?.type !== 'IHDR' || header.data.length !== 13) throw new Error('The header is missing.');
  const colours = colourTypes[header.data.readUInt8(9)];
  const depth = header.data.readUInt8(8);
  const [compression, filter, interlace] = header.data.subarray(10);
  if (!colours?.depths.includes(depth) || compression !== 0 || filter !== 0 || (interlace ?? 2) > 1)
    throw new Error('The header is damaged.');
  if (header.data.readUInt8(9) === palette && !chunks.some(({ type }) => type === 'PLTE'))
    throw new Error('The palette is missing.');

  const [width, height] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)];
  const rows: number[] = [];
  for (const [left, top, right, down] of interlace === 1 ? interlaced : inOnePass) {
    const bytes = Math.ceil((Math.ceil((width - left) / right) * colours.samples * depth) / 8);
    if (width > left) for (let y = top; y < height; y += down) rows.push(1 + bytes);
  }
  checkPixels(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)), rows);
}

function chunksOf(image: Buffer): readonly { readonly type: string; readonly data: Buffer }[] {
  if (!image.subarray(0, 8).equals(signature)) throw new Error('This is no PNG image.');
  const chunks = [];
  for (let at = 8; at < image.length;) {
    const end = at + 8 + image.readUInt32BE(at);
    const named = image.subarray(at + 4, end);
    if (crc32(named) !== image.readUInt32BE(end)) throw new Error('A chunk is damaged.');
    chunks.push({ type: named.toString('latin1', 0, 4), data: named.subarray(4) });
    at = end + 4;
  }
  if (chunks.findIndex(({ type }) => type === 'IEND') !== chunks.length - 1) throw new Error('It has another end.');
  return chunks;
}

/** The pixels fill rows of these lengths, each of which begins with how it is filtered. */
function checkPixels(packed: Buffer, rows: readonly number[]): void {
  const length = rows.reduce((sum, bytes) => sum + bytes, 0);
  const pixels = inflateSync(packed, { maxOutputLength: Math.max(1, length) });
  if (length === 0 || pixels.length !== length) throw new Error('Pixels are missing.');
  let at = 0;
  for (const bytes of rows) {
    if (pixels.readUInt8(at) > 4) throw new Error('A row is filtered in no known way.');
    at += bytes;
  }
}
