/** Whose tokens a published key signs: the directory's common set holds keys of several issuers, each key with its own. */
import * as z from 'zod';

const PublishedKey = z.object({ kid: z.string().optional(), issuer: z.string().optional() });

/** Whether the key that signed a token is published for its issuer, or for no certain one; `{tenantid}` stands for the tenant that the token names. */
export function isSignedForIssuer(
  keySet: { readonly keys: readonly unknown[] } | undefined,
  { kid, iss, tid }: { readonly kid: string | undefined; readonly iss: string; readonly tid: string },
): boolean {
  const keys = (keySet?.keys ?? []).flatMap((key) => PublishedKey.safeParse(key).data ?? []);
  // A token without a key id was signed by any of them.
  const signers = kid === undefined ? keys : keys.filter((key) => key.kid === kid);
  return signers.every(({ issuer }) => issuer === undefined || issuer.replaceAll('{tenantid}', tid) === iss);
}
