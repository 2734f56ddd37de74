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
