/** Addresses that stand in the place of somebody who was erased. Nobody can have one (RFC 2606), and no mail goes there. */

const pseudonymDomain = 'erased.invalid';

/** The address that this tag makes. */
export function pseudonymAddress(tag: string): string {
  return `${tag}@${pseudonymDomain}`;
}

/** Whether an address stands in the place of somebody who was erased. */
export function isPseudonym(address: string): boolean {
  return address.endsWith(`@${pseudonymDomain}`);
}
