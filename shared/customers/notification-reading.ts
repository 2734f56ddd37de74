/** What a user has read of what their partner is told: one document for each user, however much there is to read. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import {
  hasRead,
  NotificationSettings,
  notificationSettingsKey,
  readUpToOf,
} from '../domain/partners/notification-settings';
import type { User } from '../domain/partners/user';
import type { ListPage, Ports, Stored } from '../ports';

type ReadingPorts = Pick<Ports, 'partners'>;

interface Reading {
  readonly partnerId: string;
  readonly user: User;
}

/** A notification as far as its place in the list goes. */
const Placed = z.object({ notificationId: z.string(), sortKey: z.string() });
type Placed = z.infer<typeof Placed>;

/** The user's settings, where there are any. */
export function readSettings(
  { partners }: ReadingPorts,
  { partnerId, user }: Reading,
): Promise<Stored<NotificationSettings> | undefined> {
  return partners.read(NotificationSettings, { partition: partnerId, id: notificationSettingsKey(user.userId) });
}

/** How many are unread, counted no further than people care for; a first page that reaches down to what is read says it without another call. */
export async function unreadCount(
  ports: ReadingPorts,
  reading: Reading,
  settings: NotificationSettings | undefined,
  firstPage?: ListPage<Placed>,
): Promise<{ readonly unread: number; readonly unreadMore?: true }> {
  const { unreadCounted } = limits.notifications;
  let unread = 0;
  for await (const { sortKey } of beyondMark(ports, reading, settings, firstPage)) {
    if (hasRead(reading.user, settings, sortKey)) continue;
    if (unread === unreadCounted) return { unread, unreadMore: true };
    unread += 1;
  }
  return { unread };
}

/** The places of these notifications, as far as they stand after the mark; and the places that were looked at for it, newest first. */
export async function placesOf(
  ports: ReadingPorts,
  reading: Reading,
  settings: NotificationSettings,
  isOne: (notificationId: string) => boolean,
  wanted: number,
): Promise<{
  readonly found: readonly string[];
  readonly beyond: { readonly places: readonly string[]; readonly reachMark: boolean };
}> {
  const places: string[] = [];
  const found: string[] = [];
  for await (const { notificationId, sortKey } of beyondMark(ports, reading, settings)) {
    if (places.length === limits.notifications.lookedAtPerMark) return { found, beyond: { places, reachMark: false } };
    places.push(sortKey);
    if (isOne(notificationId)) found.push(sortKey);
    if (found.length === wanted) return { found, beyond: { places, reachMark: false } };
  }
  return { found, beyond: { places, reachMark: true } };
}

/** Newest first, until what everything before is read of. Without a filter: then every store gives whole pages. */
async function* beyondMark(
  { partners }: ReadingPorts,
  { partnerId, user }: Reading,
  settings: NotificationSettings | undefined,
  firstPage?: ListPage<Placed>,
): AsyncGenerator<Placed, void> {
  const mark = readUpToOf(user, settings);
  const query = { partition: partnerId, type: 'notification', limit: limits.page.maximum };
  let page = firstPage ?? (await partners.list(Placed, query));
  for (;;) {
    for (const { document } of page.items) {
      if (document.sortKey <= mark) return;
      yield document;
    }
    if (page.next === undefined) return;
    page = await partners.list(Placed, { ...query, after: page.next });
  }
}
