/** Visits to the pages of a running Kesher. */
import type { Browser, Page } from 'playwright-core';
import { RunningKesher } from '../end-to-end/running-kesher';
import { blankAgain } from './browser';
import { looksAt, phone, watched, type Expected } from './page-checks';
import { invite, type Invitation, type Reader } from './readers';

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

  /** A page of its own, with a note of what it complains about. */
  const visit = async (locale: string) => {
    const context = await browser().newContext({ viewport: phone, locale });
    const page = await context.newPage();
    return { context, page, complaints: watched(page, kesher().origin) };
  };

  const lookers = new Map<string, Awaited<ReturnType<typeof visit>>>();
  /** The page on which one state after the other is looked at, as if it were new: a context and a process for each cost more than the looks. */
  const lookAgain = async (locale: string) => {
    const looker = lookers.get(locale) ?? (await visit(locale));
    lookers.set(locale, looker);
    const { context, page, complaints } = looker;
    await blankAgain(page, phone);
    await context.clearCookies();
    complaints.length = 0;
    return looker;
  };
  afterAll(() => Promise.all([...lookers.values()].map(({ context }) => context.close())));

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
      const { context, page, complaints } = await visit(locale);
      try {
        await act(page);
        expect(complaints).toEqual([]);
      } finally {
        await context.close();
      }
    },
    /** The tests of one page: it is reached once, and then looked at in one way after the other. */
    describePage: (expected: Expected, locale: string, reach: (page: Page) => Promise<void>): void => {
      describe(`is good for everybody: ${expected.state}`, () => {
        let page: Page;
        let complaints: readonly string[];
        beforeAll(async () => {
          ({ page, complaints } = await lookAgain(locale));
          await reach(page);
        });

        it.each(looksAt(expected))('%s', (_where, look) => look(page, expected));

        it('without a complaint, or a request to others', () => {
          expect(complaints).toEqual([]);
        });
      });
    },
  };
}
