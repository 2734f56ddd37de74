import { registered } from '../local/host/registered-app';

/** Loads the entry point with these settings alone, and gives what it says on standard error. */
function start(environment: Readonly<Record<string, string>>): { readonly said: string; readonly failed: string } {
  const before = process.env;
  const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const warned = jest.spyOn(console, 'warn').mockImplementation((...words) => console.error(...words));
  process.env = { ...environment };
  try {
    registered(() => void jest.requireActual('../../functions/main'));
    return { said: said.mock.calls.join('\n'), failed: '' };
  } catch (error) {
    return { said: said.mock.calls.join('\n'), failed: error instanceof Error ? error.message : '' };
  } finally {
    process.env = before;
    said.mockRestore();
    warned.mockRestore();
  }
}

describe('the start of the app', () => {
  it('fails with one message that names all settings at fault, on standard error too', () => {
    const { said, failed } = start({ PUBLIC_BASE_URL: 'nowhere' });
    for (const name of ['PUBLIC_BASE_URL', 'OPERATOR_TENANT', 'COSMOS', 'API_AUDIENCE', 'LINK_KEYS'])
      expect(failed).toContain(name);
    expect(said).toBe(failed);
  });

  it('warns when its audience cannot be one of a real token, and starts', () => {
    const key = Buffer.alloc(32, 1).toString('base64url');
    const settings = {
      PUBLIC_BASE_URL: 'https://kesher.example',
      OPERATOR_TENANT: '00000000-0000-4000-8000-000000000001',
      COSMOS__accountEndpoint: 'https://kesher.documents.example',
      ACS_ENDPOINT: 'https://kesher.communication.example',
      MAIL_FROM: 'offers@kesher.example',
      LINK_KEYS: `k1:${key}`,
      PRODUCT_KEY_PEPPERS: `p1:${key}`,
    };
    const warned = start({ ...settings, API_AUDIENCE: 'api://kesher' });
    expect([warned.failed, warned.said]).toEqual(['', expect.stringContaining('API_AUDIENCE')]);
    const id = '00000000-0000-4000-8000-00000000000a';
    expect(start({ ...settings, API_AUDIENCE: id })).toEqual({ said: '', failed: '' });
  });
});
