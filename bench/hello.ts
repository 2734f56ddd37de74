/** The smallest function app: what any app costs before it does anything. */
import { app } from '@azure/functions';

app.http('hello', {
  methods: ['GET'],
  route: 'hello',
  authLevel: 'anonymous',
  handler: () => ({ status: 200, body: 'hello' }),
});
