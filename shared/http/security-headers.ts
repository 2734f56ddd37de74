/** The headers that every answer carries, whatever its status. */
const always = {
  'X-Content-Type-Options': 'nosniff',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex',
};

/** The policy of what needs neither styles nor images. */
export const plainPagePolicy = "default-src 'none'; frame-ancestors 'none'";

/** For answers to programs. */
export const apiHeaders: Readonly<Record<string, string>> = {
  ...always,
  'Content-Security-Policy': plainPagePolicy,
  'Referrer-Policy': 'no-referrer',
};

/** For images that never change: mail programs and portals of other sites show them too. */
export function imageHeaders(mediaType: string): Record<string, string> {
  return {
    ...apiHeaders,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Content-Type': mediaType,
    'Content-Disposition': 'inline',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
}

/** For pages. `same-origin`: under `no-referrer` browsers post forms with `Origin: null`. */
export function pageHeaders(contentSecurityPolicy: string): Record<string, string> {
  return {
    ...always,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
