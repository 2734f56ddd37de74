/** Event Grid asks, before it delivers cloud events, whether it may. */
import { openOperation, type ApiPorts } from '../../shared/http/operation';

const host = /^[a-z0-9.-]{1,253}$/iu;
const rate = /^[1-9]\d{0,5}$/u;

/** Lets whoever asks deliver; what is delivered needs a token all the same. */
export const greetEventGrid = (ports: ApiPorts) =>
  openOperation('greetEventGrid', ports, async ({ request }) => {
    const origin = request.headers.get('webhook-request-origin') ?? '';
    const asked = request.headers.get('webhook-request-rate') ?? '';
    if (!host.test(origin)) return Promise.resolve({ status: 204 });
    const headers = {
      'WebHook-Allowed-Origin': origin,
      ...(rate.test(asked) ? { 'WebHook-Allowed-Rate': asked } : {}),
    };
    return Promise.resolve({ status: 200, headers });
  });
