/** Whether a WebP image is whole (RFC 9649): its chunks fill the file, are those that it announces, and begin as they should. */

const flag = { animation: 0x02, xmp: 0x04, exif: 0x08, alpha: 0x10, profile: 0x20, reserved: 0xc1 } as const;
const metadata = { ICCP: flag.profile, EXIF: flag.exif, 'XMP ': flag.xmp } as const;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Throws for an image that is not whole. */
export function checkWebp(image: Buffer): void {
  const [type, size, form] = [image.toString('latin1', 0, 4), image.readUInt32LE(4), image.toString('latin1', 8, 12)];
  if (type !== 'RIFF' || form !== 'WEBP') throw new Error('This is no WebP image.');
  if (size !== image.length - 8) throw new Error('The file has another length than it says.');
  const chunks = chunksOf(image.subarray(12));
  const [first] = chunks;
  if (first?.type === 'VP8X') checkExtended(first.data, chunks.slice(1));
  else checkPicture(chunks);
}

function chunksOf(data: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at < data.length;) {
    const end = at + 8 + data.readUInt32LE(at + 4);
    const padded = end + (end % 2);
    if (padded > data.length || (padded > end && data.readUInt8(end) !== 0)) throw new Error('A chunk is cut.');
    chunks.push({ type: data.toString('latin1', at, at + 4), data: data.subarray(at + 8, end) });
    at = padded;
  }
  return chunks;
}

function checkExtended(header: Buffer, chunks: readonly Chunk[]): void {
  if (header.length !== 10) throw new Error('The header has another length than it should.');
  const flags = header.readUInt8(0);
  const has = (type: string) => chunks.some((chunk) => chunk.type === type);
  if ((flags & flag.reserved) !== 0 || header.readUIntLE(1, 3) !== 0) throw new Error('The header is damaged.');
  for (const [type, announced] of Object.entries(metadata))
    if (has(type) !== ((flags & announced) !== 0)) throw new Error(`${type} is not as announced.`);

  const canvas = { width: header.readUIntLE(4, 3) + 1, height: header.readUIntLE(7, 3) + 1 };
  const frames = chunks.filter(({ type }) => type === 'ANMF');
  const still = chunks.filter(({ type }) => ['ALPH', 'VP8 ', 'VP8L'].includes(type));
  if ((flags & flag.animation) !== 0) {
    if (!has('ANIM') || frames.length === 0 || still.length > 0) throw new Error('The animation is not there.');
    for (const { data } of frames) checkFrame(data, canvas);
  } else {
    if (has('ANIM') || frames.length > 0) throw new Error('An animation is there that is not announced.');
    const isTransparent = (flags & flag.alpha) !== 0;
    if (has('ALPH') ? !isTransparent : isTransparent && has('VP8 '))
      throw new Error('Transparency is not as announced.');
    checkPicture(still, canvas);
  }
}

function checkFrame(data: Buffer, canvas: Size): void {
  const [x, y] = [2 * data.readUIntLE(0, 3), 2 * data.readUIntLE(3, 3)];
  const size = { width: data.readUIntLE(6, 3) + 1, height: data.readUIntLE(9, 3) + 1 };
  if (x + size.width > canvas.width || y + size.height > canvas.height) throw new Error('A frame lies outside.');
  if ((data.readUInt8(15) & 0xfc) !== 0) throw new Error('A frame is damaged.');
  checkPicture(chunksOf(data.subarray(16)), size);
}

/** One picture: lossless, or lossy with its transparency before it. */
function checkPicture(chunks: readonly Chunk[], size?: Size): void {
  const [first, second, ...others] = chunks;
  const picture = first?.type === 'ALPH' ? second : first;
  const extra = first?.type === 'ALPH' ? others[0] : second;
  if (!picture || extra) throw new Error('There is not one picture.');
  if (first?.type === 'ALPH') {
    const head = first.data.readUInt8(0);
    const isKnown = (head & 0xc0) === 0 && (head & 0x30) <= 0x10 && (head & 0x03) <= 1;
    if (!isKnown || first.data.length < 2 || picture.type !== 'VP8 ') throw new Error('The transparency is damaged.');
  }
  const { width, height } = picture.type === 'VP8L' ? losslessSize(picture.data) : lossySize(picture);
  if (width === 0 || height === 0 || (size && (size.width !== width || size.height !== height)))
    throw new Error('The picture has another size than announced.');
}

/** RFC 6386, 9.1: a key frame that is shown, whose first partition lies within it. */
function lossySize({ type, data }: Chunk): Size {
  const tag = data.readUIntLE(0, 3);
  const isShownKeyFrame = (tag & 1) === 0 && ((tag >> 1) & 7) <= 3 && ((tag >> 4) & 1) === 1;
  if (type !== 'VP8 ' || !isShownKeyFrame || data.readUIntBE(3, 3) !== 0x9d012a || 10 + (tag >> 5) >= data.length)
    throw new Error('The picture is damaged.');
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
}

/** RFC 9649, 3.4: the mark, two sizes of 14 bits, and version 0. */
function losslessSize(data: Buffer): Size {
  const sizes = data.readUInt32LE(1);
  if (data.readUInt8(0) !== 0x2f || sizes >>> 29 !== 0 || data.length < 6) throw new Error('The picture is damaged.');
  return { width: (sizes & 0x3fff) + 1, height: ((sizes >> 14) & 0x3fff) + 1 };
}
