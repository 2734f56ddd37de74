/** What goes wrong at single calls of the store, the mail service and the directory, and what is alive meanwhile. */
import {
  ServiceUnavailable,
  StoreUnavailable,
  type Directory,
  type Mailer,
  type Store,
  type Write,
} from '../../shared/ports';
import type { MemoryStore } from './memory-store';

/**
 * A call is `throttled` and has done nothing; is `timedOut` after it was done; the process `diesBefore` or `diesAfter` it; somebody else's write comes
 * between a read and it: a `conflict`.
 */
export const faultKinds = ['throttled', 'timedOut', 'diesBefore', 'diesAfter', 'conflict'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What was called: something that only looks, a write of the store, the mail service, or a password that is set. */
export type Called = 'look' | 'write' | 'send' | 'set';

/** The faults that differ from each other at such a call: what only looks has no effect that could be lost. */
export const faultsAt: Readonly<Record<Called, readonly FaultKind[]>> = {
  look: ['throttled', 'diesBefore'],
  write: faultKinds,
  send: ['throttled', 'timedOut', 'diesBefore', 'diesAfter'],
  set: ['throttled', 'timedOut', 'diesBefore', 'diesAfter'],
};

/** One process, from its start to its death. */
export interface Life {
  dead: boolean;
}

/** Asked before each call whether it breaks. */
type Fate = (called: Called) => FaultKind | undefined;

/** Somebody whose turn it is; races let them come in any order. */
export type Turn = () => Promise<unknown>;

const died = () => new Error('The process died.');

interface Broken {
  readonly life: Life;
  readonly fate: Fate;
  readonly turn: Turn | undefined;
}

/** Lets a call go through, or what fate has in store for it happen; `lost` is what is answered where nobody knows whether it was done. */
async function lived<T>(
  { life, fate, turn }: Broken,
  called: Called,
  work: () => Promise<T>,
  broken: { readonly throttled: () => T; readonly lost: () => T; readonly conflict?: () => void },
): Promise<T> {
  if (life.dead) throw died();
  const fault = fate(called);
  if (turn) await turn();
  if (fault === 'diesBefore') {
    life.dead = true;
    throw died();
  }
  if (fault === 'throttled') return broken.throttled();
  if (fault === 'conflict') broken.conflict?.();
  const result = await work();
  if (fault === 'diesAfter') {
    life.dead = true;
    throw died();
  }
  return fault === 'timedOut' ? broken.lost() : result;
}

const throttledStore = (): never => {
  throw new StoreUnavailable('The database throttles.', 1);
};
const lostStore = (): never => {
  throw new StoreUnavailable('The database did not answer in time.', 1);
};
const storeFaults = { throttled: throttledStore, lost: lostStore };

/** The store as a process sees it. */
export function brokenStore(inner: MemoryStore, broken: Broken): Store {
  const look = <T>(work: () => Promise<T>): Promise<T> => lived(broken, 'look', work, storeFaults);
  const change = <T>(partition: string, ids: readonly string[], work: () => Promise<T>): Promise<T> =>
    lived(broken, 'write', work, {
      ...storeFaults,
      conflict: () => ids.forEach((id) => inner.touch(partition, id)),
    });
  return {
    read: (schema, ref, known) => look(() => inner.read(schema, ref, known)),
    list: (schema, query) => look(() => inner.list(schema, query)),
    count: (query) => look(() => inner.count(query)),
    due: (schema, queue, before, limit) => look(() => inner.due(schema, queue, before, limit)),
    changes: (after, limit) => look(() => inner.changes(after, limit)),
    ping: () => look(() => inner.ping()),
    write: (partition, writes) => change(partition, writes.map(idOf), () => inner.write(partition, writes)),
    patch: (schema, ref, patch, where) => change(ref.partition, [ref.id], () => inner.patch(schema, ref, patch, where)),
  };
}

function idOf(write: Write): string {
  return 'document' in write ? write.document.id : write.id;
}

/** The mail service as a process sees it. */
export function brokenMailer(inner: Mailer, broken: Broken): Mailer {
  const unknown = { kind: 'unavailable', detail: 'It did not answer in time.' } as const;
  return {
    send: (mail) =>
      lived(broken, 'send', () => inner.send(mail), {
        throttled: () => ({ kind: 'throttled', retryAfterSeconds: 5, detail: 'Too many.' }),
        lost: () => unknown,
      }),
  };
}

/** The directory as a process sees it. */
export function brokenDirectory(inner: Directory, broken: Broken): Directory {
  const throttled = (): never => {
    throw new ServiceUnavailable('The directory throttles.', 1);
  };
  const look = <T>(work: () => Promise<T>): Promise<T> => lived(broken, 'look', work, { throttled, lost: throttled });
  return {
    listUsers: (tenant, query) => look(() => inner.listUsers(tenant, query)),
    readUser: (tenant, userId) => look(() => inner.readUser(tenant, userId)),
    administrators: (tenant) => look(() => inner.administrators(tenant)),
    setTemporaryPassword: (tenant, attempt) =>
      lived(broken, 'set', () => inner.setTemporaryPassword(tenant, attempt), {
        throttled,
        lost: () => ({ kind: 'unknown' }),
      }),
  };
}
