/** Clients that leave before their request or its answer is whole: nobody's defect, and nobody waits for an answer. */
const codes: ReadonlySet<unknown> = new Set([
  'ABORT_ERR',
  'ECONNABORTED',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_ABORTED',
  'UND_ERR_SOCKET',
]);
const names: ReadonlySet<unknown> = new Set(['AbortError', 'ClientGone']);

/** Whether a stream between a client and us broke off on the client's side; fetch tells the reason as the cause of its own error. */
export function isHangUp(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const isNamed = 'name' in error && names.has(error.name);
  return isNamed || ('code' in error && codes.has(error.code)) || ('cause' in error && isHangUp(error.cause));
}
