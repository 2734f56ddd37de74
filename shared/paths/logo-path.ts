/** Where a logo is shown. */

/** The path of the logo at this address. */
export function logoPath(address: string): string {
  return `/logos/${address}`;
}
