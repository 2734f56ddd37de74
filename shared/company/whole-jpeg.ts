/** Whether a JPEG image is whole (ITU-T T.81, annex B): its segments in order up to the end mark, and it decodes. */
import { decode } from 'jpeg-js';
import { limits } from '../catalogue/limits';

const { longestSide, jpegScans } = limits.companyProfile.logo;
const [startOfImage, endOfImage, startOfScan, restartInterval, huffmanTables, quantizers] = [
  0xd8, 0xd9, 0xda, 0xdd, 0xc4, 0xdb,
];
/** Frames that browsers show: baseline, extended and progressive, with Huffman codes. */
const frames: readonly number[] = [0xc0, 0xc1, 0xc2];
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/** Throws for an image that does not decode, or is not whole. */
export function checkJpeg(image: Buffer): void {
  checkSegments(image);
  decode(image, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: longestSide ** 2 / 1_000_000,
    maxMemoryUsageInMB: 256,
  });
}

function checkSegments(image: Buffer): void {
  if (image.readUInt16BE(0) !== 0xff00 + startOfImage) throw new Error('This is no JPEG image.');
  let components: readonly number[] = [];
  let restartEvery = 0;
  let scans = 0;
  let at = 2;
  for (;;) {
    if (image.readUInt8(at) !== 0xff) throw new Error('A segment does not begin where the one before it ends.');
    while (image.readUInt8(at + 1) === 0xff) at += 1;
    const marker = image.readUInt8(at + 1);
    if (marker === endOfImage) break;
    const length = image.readUInt16BE(at + 2);
    const segment = image.subarray(at + 4, at + 2 + length);
    if (length < 2 || segment.length !== length - 2) throw new Error('A segment has another length than it says.');
    at += 2 + length;

    if (frames.includes(marker)) {
      if (components.length > 0) throw new Error('There are several frames.');
      components = frameComponents(segment);
    } else if (marker === huffmanTables) checkHuffmanTables(segment);
    else if (marker === quantizers) checkQuantizers(segment);
    else if (marker === restartInterval) restartEvery = exactly(segment, 2).readUInt16BE(0);
    else if (marker === startOfScan) {
      scans += 1;
      if (scans > jpegScans) throw new Error('There are too many scans.');
      checkScan(segment, components);
      at = endOfScan(image, at, restartEvery > 0);
    } else if (marker < 0xe0 || (marker > 0xef && marker !== 0xfe)) throw new Error('A segment is of no known kind.');
  }
  if (scans === 0 || at + 2 !== image.length) throw new Error('Nothing is shown, or something follows the end.');
}

/** The ids of the components of a frame. */
function frameComponents(segment: Buffer): readonly number[] {
  const count = segment.readUInt8(5);
  exactly(segment, 6 + 3 * count);
  const described = Array.from({ length: count }, (_, index) => 6 + 3 * index);
  const samplings = described.map((at) => segment.readUInt8(at + 1));
  const isSampling = (factors: number) => [factors >> 4, factors & 15].every((factor) => factor >= 1 && factor <= 4);
  if (segment.readUInt8(0) !== 8 || ![1, 3, 4].includes(count) || !samplings.every(isSampling))
    throw new Error('The frame is of no known kind.');
  return described.map((at) => segment.readUInt8(at));
}

function checkHuffmanTables(segment: Buffer): void {
  let at = 0;
  while (at < segment.length) {
    const counts = segment.subarray(at + 1, at + 17);
    const places = counts.reduce((sum, count, index) => sum + count * 2 ** (15 - index), 0);
    if ((segment.readUInt8(at) & 0xec) !== 0 || places > 2 ** 16) throw new Error('A Huffman table is damaged.');
    at += 17 + counts.reduce((sum, count) => sum + count, 0);
  }
  exactly(segment, at);
}

function checkQuantizers(segment: Buffer): void {
  let at = 0;
  while (at < segment.length) {
    const kind = segment.readUInt8(at);
    if ((kind & 0xec) !== 0) throw new Error('A quantization table is damaged.');
    const values = segment.subarray(at + 1, at + (kind >> 4 ? 129 : 65));
    if (kind < 16 && values.includes(0)) throw new Error('A quantization table is damaged.');
    at += 1 + (kind >> 4 ? 128 : 64);
  }
  exactly(segment, at);
}

function checkScan(segment: Buffer, components: readonly number[]): void {
  const count = segment.readUInt8(0);
  exactly(segment, 4 + 2 * count);
  const chosen = Array.from({ length: count }, (_, index) => segment.readUInt8(1 + 2 * index));
  if (count === 0 || !chosen.every((component) => components.includes(component)))
    throw new Error('A scan is of components that the frame does not have.');
}

/** Where the entropy-coded data of a scan ends. Restart marks are counted round, and only where they were announced. */
function endOfScan(image: Buffer, start: number, restarts: boolean): number {
  let expected = 0xd0;
  let at = start;
  for (;;) {
    at = image.indexOf(0xff, at);
    if (at < 0) throw new Error('The image ends within a scan.');
    const next = image.readUInt8(at + 1);
    if (isRestart(next)) {
      if (!restarts || next !== expected) throw new Error('A restart mark is missing.');
      expected = next === 0xd7 ? 0xd0 : next + 1;
    } else if (next !== 0x00) {
      if (at === start) throw new Error('A scan is empty.');
      return at;
    }
    at += 2;
  }
}

function exactly(segment: Buffer, length: number): Buffer {
  if (segment.length !== length) throw new Error('A segment holds more or less than it should.');
  return segment;
}
