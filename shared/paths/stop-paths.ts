/** The address of the page on which a reader stops the mails of a partner. */

/** The addresses below the token of a mailing, without the host. */
export function stopPaths(token: string) {
  return { page: `/stop/${token}` };
}
