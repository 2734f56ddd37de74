/** Reads bodies piece by piece, so that nobody can make us keep more of one than its operation takes. */
import type { ReadableStream, ReadableStreamDefaultReader } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpRequest } from '@azure/functions';
import { limits } from '../catalogue/limits';
import { isHangUp } from './hang-ups';

type Carrier = Pick<HttpRequest, 'headers' | 'body'>;
type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** The whole body, or why there is none: it is larger than `limit`, or the client left before its end. */
export async function readBody(
  request: Carrier,
  limit: number,
): Promise<{ readonly bytes: Uint8Array } | 'too-large' | 'broken-off'> {
  if (announcesMoreThan(request, limit)) return 'too-large';
  const stream: ReadableStream<Uint8Array> | null = request.body;
  if (!stream) return { bytes: new Uint8Array() };
  const reader = stream.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for (let next = await reader.read(); next.value !== undefined; next = await reader.read()) {
      size += next.value.byteLength;
      if (size > limit) {
        void passOver(reader);
        return 'too-large';
      }
      pieces.push(next.value);
    }
  } catch (error) {
    if (isHangUp(error)) return 'broken-off';
    throw error;
  }
  const [only] = pieces;
  return { bytes: only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces, size) };
}

/** Whether a request says itself that its body has more bytes. */
export function announcesMoreThan({ headers }: Pick<Carrier, 'headers'>, limit: number): boolean {
  return Number(headers.get('content-length') ?? 0) > limit;
}

/** What nobody read of a request that has its answer is not received for ever. */
export function endUnread({ body }: Pick<Carrier, 'body'>): void {
  const stream: ReadableStream<Uint8Array> | null = body;
  if (stream && !stream.locked) void passOver(stream.getReader());
}

/**
 * To give up a streamed body is to give up its connection, and with it an answer that is still on its way. So some of the rest is read
 * and dropped; who goes on sending after that waits, and is cut off.
 */
async function passOver(reader: Reader): Promise<void> {
  const { bytes, milliseconds } = limits.body.leftOver;
  const inTime = sleep(milliseconds, undefined, { ref: false });
  try {
    if (await Promise.race([endsWithin(reader, bytes), inTime.then(() => false)])) return;
    await inTime;
    await reader.cancel();
  } catch {
    // The client has left, which is as good.
  }
}

/** Whether the stream comes to its end before so many bytes. */
async function endsWithin(reader: Reader, bytes: number): Promise<boolean> {
  let left = bytes;
  while (left >= 0) {
    const { value } = await reader.read();
    if (value === undefined) return true;
    left -= value.byteLength;
  }
  return false;
}
