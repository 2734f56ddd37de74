/** The addresses of the page on which a support desk answers a service request. */

/** The addresses below the token of a request, without the host. */
export function requestPaths(token: string) {
  const page = `/requests/${token}`;
  return {
    page,
    code: `${page}?step=code`,
    sent: `${page}?told=sent`,
    codes: `${page}/codes`,
    session: `${page}/session`,
    notes: `${page}/notes`,
  };
}
