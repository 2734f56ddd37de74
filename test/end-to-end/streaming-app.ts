/** A function app of all operations over the embedded store; where STREAMING is set, its library streams what it receives. */
import { app } from '@azure/functions';
import { httpFunctions } from '../../functions/http-functions';
import { noa, World } from '../world';

const world = new World();
const invited = world.addPartner().then(() => world.invite());

if (process.env['STREAMING'] === 'yes') app.setup({ enableHttpStream: true });
for (const { name, ...options } of httpFunctions(() => Promise.resolve(world.ports))) app.http(name, options);
/** What the test needs to know of this world, and the most memory that the process has had, in MB. */
app.http('told', {
  methods: ['GET'],
  handler: async () => ({
    jsonBody: { ...(await invited), noa, megabytes: process.resourceUsage().maxRSS / 1024 },
  }),
});
