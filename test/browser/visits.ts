/** Visits to the pages of a running Kesher, each in a context of its own. */
import type { Browser, Page } from 'playwright-core';
import { RunningKesher } from '../end-to-end/running-kesher';
import { watched } from './page-checks';
import { invite, type Invitation, type Reader } from './readers';

export const phone = { width: 390, height: 844 };

/** A Kesher for the tests of the describe block around it, and how they visit its pages. */
export function visits(browser: () => Browser) {
  let running: RunningKesher | undefined;
  const invitations = new Map<string, Invitation>();
  const kesher = (): RunningKesher => {
    if (!running) throw new Error('Kesher does not run yet.');
    return running;
  };

  beforeAll(async () => {
    running = await RunningKesher.start();
  });
  afterAll(() => running?.stop());

  return {
    kesher,
    /** One invitation for all tests of a reader. */
    invitationFor: async (reader: Reader): Promise<Invitation> => {
      const invitation = invitations.get(reader.language) ?? (await invite(kesher(), reader));
      invitations.set(reader.language, invitation);
      return invitation;
    },
    /** A page of its own; what it complains about has to be nothing in the end. */
    onPage: async (locale: string, act: (page: Page) => Promise<void>): Promise<void> => {
      const context = await browser().newContext({ viewport: phone, locale });
      try {
        const page = await context.newPage();
        const complaints = watched(page, kesher().origin);
        await act(page);
        expect(complaints).toEqual([]);
      } finally {
        await context.close();
      }
    },
  };
}
