import { setTimeout as sleep } from 'node:timers/promises';
import { launch, newFolder, RunningKesher, type Launched } from './running-kesher';
import { company, win } from './trial-customer';

describe('several instances from one checkout', () => {
  let kesher: RunningKesher;
  let inSameFolder: Launched;
  beforeAll(async () => {
    kesher = await RunningKesher.start();
    // It waits five seconds for the first one to end, meanwhile the other tests run.
    inSameFolder = launch({ dataFolder: kesher.dataFolder });
  });
  afterAll(() => kesher.stop());

  it('work side by side, each with its own port and folder', async () => {
    const other = await RunningKesher.start();
    expect(other.port).not.toBe(kesher.port);
    const { offer } = await win(other, 'northwind-admin', company('adatum.example'));
    expect(offer.url).toMatch(`${other.origin}/o/`);
    expect(await kesher.mails('dana@adatum.example')).toEqual([]);
    const customer = '/api/customers/domain:adatum.example';
    expect((await other.ask(customer, { as: 'northwind-admin' })).status).toBe(200);
    expect((await kesher.ask(customer, { as: 'northwind-admin' })).status).toBe(404);
    const foreign = await kesher.ask('/api/overview', { token: await other.token('northwind-admin') });
    expect(foreign.status).toBe(401);
    await other.stop();
  });

  it('end when npm is told to end: its shell dies of the signal and tells nobody', async () => {
    const dataFolder = newFolder();
    const { child, output, ended } = launch({ dataFolder, inShell: true });
    while (!output().includes('Kesher is ready')) await sleep(20);
    child.kill('SIGTERM');
    await ended;
    const next = await RunningKesher.start({ dataFolder });
    await next.stop();
  });

  it('a second one on the same port says so and ends', async () => {
    const second = launch({ dataFolder: newFolder(), port: kesher.port });
    expect(await second.ended).toBe(1);
    expect(second.output()).toBe('');
    expect(second.errors()).toBe(
      `Kesher cannot start. Port ${kesher.port} is in use. Choose another one, for instance: PORT=7072 npm start\n`,
    );
  });

  it('a second one in the same folder says so and ends, and the first one works on', async () => {
    expect(await inSameFolder.ended).toBe(1);
    expect(inSameFolder.output()).toBe('');
    expect(inSameFolder.errors()).toBe(
      `Kesher cannot start. DATA_DIR ${kesher.dataFolder} cannot be used: another Kesher works in it. Give each instance its own.\n`,
    );
    await win(kesher, 'fabrikam-admin', company('works-on.example'));
  });
});
