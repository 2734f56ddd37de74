/** The addresses of a link that shows a password. */

/** The addresses below its token, without the host. */
export function revealPaths(token: string) {
  const page = `/reveal/${token}`;
  return { page, code: `${page}?step=code`, codes: `${page}/codes` };
}
