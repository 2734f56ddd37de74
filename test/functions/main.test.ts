import { registered } from '../local/host/registered-app';

/** Loads the entry point with these settings alone, and gives what it says on standard error. */
function start(environment: Readonly<Record<string, string>>): { readonly said: string; readonly failed: string } {
  const before = process.env;
  const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  process.env = { ...environment };
  try {
    registered(() => void jest.requireActual('../../functions/main'));
    return { said: said.mock.calls.join('\n'), failed: '' };
  } catch (error) {
    return { said: said.mock.calls.join('\n'), failed: error instanceof Error ? error.message : '' };
  } finally {
    process.env = before;
    said.mockRestore();
  }
}

describe('the start of the app', () => {
  it('fails with one message that names all settings at fault, on standard error too', () => {
    const { said, failed } = start({ PUBLIC_BASE_URL: 'nowhere' });
    for (const name of ['PUBLIC_BASE_URL', 'OPERATOR_TENANT', 'COSMOS', 'API_AUDIENCE', 'LINK_KEYS'])
      expect(failed).toContain(name);
    expect(said).toBe(failed);
  });
});
