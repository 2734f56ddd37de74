/** The app's own identity at Azure; its library is large and is loaded when the first token is asked for. */
import type { TokenCredential } from '@azure/identity';

/** The managed identity in Azure, a developer's own sign-in elsewhere; tokens are kept until they run out. */
export function azureCredential(): TokenCredential {
  let loading: Promise<TokenCredential> | undefined;
  const load = async (): Promise<TokenCredential> => {
    const { DefaultAzureCredential } = await import('@azure/identity');
    return new DefaultAzureCredential();
  };
  return {
    getToken: async (scopes, options) => {
      loading ??= load();
      return (await loading).getToken(scopes, options);
    },
  };
}

/** Bearer tokens for one resource; throws when there is none to be had. */
export function bearerTokens(
  credential: TokenCredential,
  scope: string,
): (abortSignal?: AbortSignal) => Promise<string> {
  return async (abortSignal) => {
    const token = await credential.getToken(scope, abortSignal && { abortSignal });
    if (token === null) throw new Error('The identity has no token for the resource.');
    return token.token;
  };
}
