import fc from 'fast-check';
import { crc32, deflateSync } from 'node:zlib';
import { limits } from '../../../shared/catalogue/limits';
import { readLogo } from '../../../shared/company/logo';
import { images } from '../../images';

type Kind = keyof typeof images;
/** From the first byte to the last. */
type Range = readonly [number, number];

const bytesOf = (base64: string) => Buffer.from(base64, 'base64');
const dataUrl = (kind: Kind, image: Uint8Array) => `data:image/${kind};base64,${Buffer.from(image).toString('base64')}`;
const detailOf = async (kind: Kind, image: Uint8Array) => {
  const read = await readLogo(dataUrl(kind, image));
  return read.ok ? undefined : read.errors?.map(({ detail }) => detail).join();
};
const isTaken = async (kind: Kind, image: Uint8Array) => (await detailOf(kind, image)) === undefined;

const all = (Object.keys(images) as Kind[]).flatMap((kind) =>
  Object.entries(images[kind]).map(([name, base64]) => ({ kind, name, image: bytesOf(base64) })),
);

/** The same image with one byte damaged, in each of its bits and in all of them. */
function* damaged(image: Buffer, at: number): Iterable<Buffer> {
  for (const mask of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
    const copy = Buffer.from(image);
    copy.writeUInt8(image.readUInt8(at) ^ mask, at);
    yield copy;
  }
}

/** The bytes at which some damage is not seen, and the share of all damages that is. */
async function damageOf(kind: Kind, image: Buffer) {
  const unseen: number[] = [];
  let seen = 0;
  for (let at = 0; at < image.length; at += 1) {
    let taken = 0;
    for (const copy of damaged(image, at)) if (await isTaken(kind, copy)) taken += 1;
    if (taken > 0) unseen.push(at);
    seen += 9 - taken;
  }
  return { unseen, share: seen / (9 * image.length) };
}

const outside = (bytes: readonly number[], ranges: readonly Range[]) =>
  bytes.filter((at) => !ranges.some(([from, to]) => from <= at && at <= to));

/** What JPEG keeps under no checksum: what its segments hold, which kind of note or frame they are, and the coded pixels. */
function jpegContent(image: Buffer): readonly Range[] {
  const ranges: Range[] = [];
  let at = 2;
  while (image.readUInt8(at + 1) !== 0xd9) {
    const marker = image.readUInt8(at + 1);
    const end = at + 2 + image.readUInt16BE(at + 2);
    if (marker >= 0xe0 || marker === 0xfe || marker <= 0xc2) ranges.push([at + 1, at + 1]);
    let next = end;
    if (marker === 0xda)
      while (image.readUInt8(next) !== 0xff || /^(00|d[0-7])$/u.test(image.toString('hex', next + 1, next + 2)))
        next += 1;
    ranges.push([at + 4, next - 1]);
    // The mark that follows coded pixels reads as more of them when it is damaged, but for the last one.
    if (marker === 0xda && image.readUInt8(next + 1) !== 0xd9) ranges.push([next, next + 1]);
    at = next;
  }
  return ranges;
}

/** What WebP keeps under no checksum: the coded pixels, and what is free in the headers of frames and metadata. */
const webpContent: Readonly<Record<keyof (typeof images)['webp'], readonly Range[]>> = {
  lossy: [
    [20, 21],
    [26, 83],
  ],
  lossless: [[21, 137]],
  'lossy, transparent': [
    [38, 71],
    [80, 81],
    [86, 143],
  ],
  'lossy, with metadata': [
    [38, 39],
    [44, 101],
    [110, 122],
  ],
  animated: [
    [20, 20],
    [24, 29],
    [38, 47],
    [64, 67],
    [76, 77],
    [82, 143],
    [160, 163],
    [172, 203],
    [212, 213],
    [218, 279],
  ],
};

describe('a logo', () => {
  it.each(all)('is taken when it is whole: $kind, $name', async ({ kind, image }) => {
    expect(await detailOf(kind, image)).toBeUndefined();
  });

  it('can be absent', async () => {
    expect(await readLogo(null)).toEqual({ ok: true, value: undefined });
  });

  it.each(all)('is known by its hash and its size: $kind, $name', async ({ kind, image }) => {
    const read = await readLogo(dataUrl(kind, image));
    const { hash = '', width = 0, height = 0 } = (read.ok && read.value) || {};
    expect(hash).toMatch(/^[\da-f]{32}$/u);
    expect([
      [14, 9],
      [40, 24],
    ]).toContainEqual([width, height]);
  });

  it('has another hash than every other one', async () => {
    const hashes = await Promise.all(
      all.map(async ({ kind, image }) => {
        const read = await readLogo(dataUrl(kind, image));
        return read.ok && read.value?.hash;
      }),
    );
    expect(new Set(hashes).size).toBe(all.length);
  });

  it('that lies on its side is as wide as it is shown', async () => {
    const [start, rest] = [bytesOf(images.jpeg.baseline).subarray(0, 2), bytesOf(images.jpeg.baseline).subarray(2)];
    const exif = Buffer.from(
      'Exif\0\0MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0',
      'latin1',
    );
    const length = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
    const read = await readLogo(dataUrl('jpeg', Buffer.concat([start, length, exif, rest])));
    expect(read).toMatchObject({ value: { width: 9, height: 14 } });
  });

  it.each(all)('is refused when it is cut anywhere: $kind, $name', async ({ kind, image }) => {
    const taken: number[] = [];
    for (let length = 0; length < image.length; length += 1)
      if (await isTaken(kind, image.subarray(0, length))) taken.push(length);
    expect(taken).toEqual([]);
  });

  it.each(all)('is refused when something follows its end: $kind, $name', async ({ kind, image }) => {
    for (const more of [Buffer.from([0]), Buffer.from('<script>'), image])
      expect(await isTaken(kind, Buffer.concat([image, more]))).toBe(false);
  });

  it.each(all)('is refused when its text is cut: $kind, $name', async ({ kind, image }) => {
    const text = dataUrl(kind, image);
    for (const length of [0.3, 0.6, 0.9].map((share) => Math.floor(text.length * share)))
      expect((await readLogo(text.slice(0, length))).ok).toBe(false);
  });

  it.each(all)('is refused as any other kind: $kind, $name', async ({ kind, image }) => {
    for (const other of Object.keys(images) as Kind[])
      if (other !== kind) expect(await detailOf(other, image)).toBe('Must be the kind of image that it says it is.');
  });

  it.each(all.filter(({ kind }) => kind === 'png'))(
    'is refused when any byte is damaged, for PNG has checksums: $name',
    async ({ kind, image }) => {
      expect(await damageOf(kind, image)).toEqual({ unseen: [], share: 1 });
    },
  );

  it.each(all.filter(({ kind }) => kind === 'jpeg'))(
    'is refused when any byte of its structure is damaged, and for much of the rest, for JPEG has no checksums: $name',
    async ({ kind, image }) => {
      const { unseen, share } = await damageOf(kind, image);
      expect(outside(unseen, jpegContent(image))).toEqual([]);
      expect(share).toBeGreaterThan(0.45);
    },
  );

  it.each(all.filter(({ kind }) => kind === 'webp'))(
    'is refused when any byte of its structure is damaged, for WebP has no checksums: $name',
    async ({ kind, name, image }) => {
      const { unseen } = await damageOf(kind, image);
      expect(outside(unseen, Object.entries(webpContent).find(([one]) => one === name)?.[1] ?? [])).toEqual([]);
    },
  );

  it('never breaks the check, whatever it is', async () => {
    const start = fc
      .constantFrom(...all)
      .chain(({ kind, image }) => fc.nat(image.length).map((length) => ({ kind, start: image.subarray(0, length) })));
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async ({ kind, start }, rest) => {
        expect(['undefined', 'string']).toContain(typeof (await detailOf(kind, Buffer.concat([start, rest]))));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a PNG logo', () => {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  /** Eight-bit grey, its checksums right. */
  const grey = ({ width = 4, height = 3, rows = Buffer.alloc(3 * 5), more = Buffer.alloc(0) }) => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.writeUInt8(8, 8);
    return Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', header),
      more,
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  };

  it('is taken with pixels for all of its area, and with notes under their checksums', async () => {
    expect(await detailOf('png', grey({}))).toBeUndefined();
    const note = chunk('tEXt', Buffer.from('Title\0Logo'));
    expect(await detailOf('png', grey({ more: note }))).toBeUndefined();
    for (let at = 8; at < note.length; at += 1) {
      const copy = Buffer.from(note);
      copy.writeUInt8(note.readUInt8(at) ^ 1, at);
      expect(await isTaken('png', grey({ more: copy }))).toBe(false);
    }
  });

  it.each([
    ['too few pixels', { rows: Buffer.alloc(2 * 5) }],
    ['too many pixels', { rows: Buffer.alloc(4 * 5) }],
    ['no pixels', { rows: Buffer.alloc(0) }],
    ['a row filtered in no known way', { rows: Buffer.alloc(3 * 5, 9) }],
    ['no width', { width: 0 }],
    ['no height', { height: 0 }],
    ['more pixels than it says', { width: 3 }],
    ['an end before its pixels', { more: Buffer.from('0000000049454e44ae426082', 'hex') }],
  ])('is refused with %s under right checksums', async (_name, parts) => {
    expect(await isTaken('png', grey(parts))).toBe(false);
  });

  it.each([
    [limits.companyProfile.logo.longestSide + 1, 1],
    [1, limits.companyProfile.logo.longestSide + 1],
    [60_000, 60_000],
  ])('of %d by %d pixels is refused before it is decoded', async (width, height) => {
    expect(await detailOf('png', grey({ width, height }))).toBe('Must be at most 2000 pixels wide and high.');
  });
});

describe('a JPEG logo', () => {
  const grey = bytesOf(images.jpeg['progressive, grey']);
  const [scanStart, scanEnd] = [127, 143];
  const repeated = (times: number) =>
    Buffer.concat([
      grey.subarray(0, scanStart),
      ...Array.from({ length: times }, () => grey.subarray(scanStart, scanEnd)),
      grey.subarray(scanEnd),
    ]);

  it('goes over its pixels only so often', async () => {
    expect(grey.toString('hex', scanStart, scanStart + 2)).toBe('ffda');
    expect(await isTaken('jpeg', repeated(20))).toBe(true);
    expect(await isTaken('jpeg', repeated(limits.companyProfile.logo.jpegScans + 1))).toBe(false);
  });

  it('may have fill bytes before its segments', async () => {
    const at = 102;
    expect(grey.toString('hex', at, at + 2)).toBe('ffc4');
    const filled = Buffer.concat([grey.subarray(0, at), Buffer.from([0xff, 0xff]), grey.subarray(at)]);
    expect(await detailOf('jpeg', filled)).toBeUndefined();
  });

  it('is refused without the mark of its end, whatever stands there', async () => {
    for (const end of ['', 'ff', 'ffd8', 'ff00', '0000'])
      expect(await isTaken('jpeg', Buffer.concat([grey.subarray(0, -2), Buffer.from(end, 'hex')]))).toBe(false);
  });

  it('with its restart marks out of turn is refused', async () => {
    const image = bytesOf(images.jpeg['with restart marks']);
    const [first, second] = [image.indexOf('ffd0', 0, 'hex'), image.indexOf('ffd1', 0, 'hex')];
    expect([first > 0, second > first]).toEqual([true, true]);
    for (const [at, mark] of [
      [first, 0xd3],
      [second, 0xd0],
    ] as const) {
      const copy = Buffer.from(image);
      copy.writeUInt8(mark, at + 1);
      expect(await isTaken('jpeg', copy)).toBe(false);
    }
  });
});
