/** How each user of a partner wants to be told what happens, and what they have read. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { documentId, documentOf } from '../document';
import { refuse, ok, type Result } from '../refusal';
import { Language } from '../text';
import type { Partner } from './partner';
import { sightOf, type User } from './user';

export const MailChoice = z.enum(['atOnce', 'dailyDigest', 'none'], 'Must be atOnce, dailyDigest or none.');
export type MailChoice = z.infer<typeof MailChoice>;

/** Only of users who chose, or have marked something as read. */
export const NotificationSettings = documentOf('notification-settings', {
  userId: z.string(),
  sortKey: z.string(),
  /** Counts what the user chose; marks leave it alone. */
  revision: z.int(),
  /** Left out until they choose. */
  mail: MailChoice.optional(),
  /** Null for the company's. */
  language: Language.nullable(),
  /** Everything up to this place of the list is read; those beyond it one by one. */
  readUpTo: z.string().optional(),
  readBeyond: z.array(z.string()),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

export const NotificationPreferences = z.strictObject({
  mail: MailChoice,
  language: Language.nullable().default(null),
});
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

/** The document id of a user's settings. */
export function notificationSettingsKey(userId: string): string {
  return documentId('notification-settings', userId);
}

/** The settings of a user who has not touched them. */
export function untouchedSettings({ partnerId, userId, sortKey }: User): NotificationSettings {
  return {
    id: notificationSettingsKey(userId),
    partnerId,
    type: 'notification-settings',
    schemaVersion: 1,
    userId,
    sortKey,
    revision: 0,
    language: null,
    readBeyond: [],
  };
}

/** What a user chose, or is taken to choose: who answers for the company is told at once, the others once a day. */
export function preferencesOf(
  user: Pick<User, 'companyRole'>,
  settings: Pick<NotificationSettings, 'mail' | 'language'> | undefined,
): NotificationPreferences {
  const standard = user.companyRole === 'globalAdministrator' ? 'atOnce' : 'dailyDigest';
  return { mail: settings?.mail ?? standard, language: settings?.language ?? null };
}

/** How a user is mailed what happens to customers: as they choose, as long as they may see it. */
export function mailChoiceOf(user: User, settings: NotificationSettings | undefined, partner: Partner): MailChoice {
  return sightOf(user, partner).has('customers') ? preferencesOf(user, settings).mail : 'none';
}

/** The language that a user is written to in. */
export function languageOf(settings: NotificationSettings | undefined, { profile }: Partner): Language {
  return settings?.language ?? profile.preferredLanguage;
}

/** The settings with another choice. */
export function choose(
  settings: NotificationSettings,
  { mail, language }: NotificationPreferences,
): NotificationSettings {
  return { ...settings, revision: settings.revision + 1, mail, language };
}

/** Where the list begins for a user who has marked nothing: what happened before they were here is not news to them. */
export function readUpToOf(
  user: Pick<User, 'sortKey'>,
  settings: Pick<NotificationSettings, 'readUpTo'> | undefined,
): string {
  return settings?.readUpTo ?? user.sortKey;
}

/** Whether the user has read what stands at this place of the list. */
export function hasRead(
  user: Pick<User, 'sortKey'>,
  settings: Pick<NotificationSettings, 'readUpTo' | 'readBeyond'> | undefined,
  place: string,
): boolean {
  return place <= readUpToOf(user, settings) || (settings?.readBeyond.includes(place) ?? false);
}

/** The settings with everything up to this place marked as read; a mark never goes back. */
export function readAllUpTo(
  user: Pick<User, 'sortKey'>,
  settings: NotificationSettings,
  place: string,
): NotificationSettings {
  const before = readUpToOf(user, settings);
  const readUpTo = place > before ? place : before;
  return { ...settings, readUpTo, readBeyond: settings.readBeyond.filter((one) => one > readUpTo) };
}

/**
 * The settings with these places marked as read. `beyond` are the places after the mark, the newest first, as far as they were looked at; when
 * they reach down to it, the mark moves up over what is read.
 */
export function readThese(
  user: Pick<User, 'sortKey'>,
  settings: NotificationSettings,
  places: readonly string[],
  beyond: { readonly places: readonly string[]; readonly reachMark: boolean },
): Result<NotificationSettings> {
  const read = new Set([...settings.readBeyond, ...places].filter((place) => place > readUpToOf(user, settings)));
  const moved = { ...settings, readBeyond: [...read].toSorted() };
  if (!beyond.reachMark) return withinBounds(moved);
  const unread = beyond.places.findLastIndex((place) => !read.has(place));
  const mark = beyond.places[unread + 1];
  return withinBounds(mark === undefined ? moved : readAllUpTo(user, moved, mark));
}

function withinBounds(settings: NotificationSettings): Result<NotificationSettings> {
  return settings.readBeyond.length <= limits.notifications.readOneByOne
    ? ok(settings)
    : refuse('state-conflict', {
        detail: 'Too many are marked one by one beyond those that are not read: mark all up to one of them (upTo).',
      });
}
