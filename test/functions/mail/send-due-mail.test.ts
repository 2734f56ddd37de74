import { InvocationContext, type Timer } from '@azure/functions';
import { sendDueMail } from '../../../functions/mail/send-due-mail';
import { MailWorld } from '../../mail-world';

describe('sending due mail', () => {
  const said: unknown[] = [];
  const context = new InvocationContext({
    functionName: 'sendDueMail',
    logHandler: (_level, ...args) => said.push(...args),
  });
  const timer: Timer = {
    isPastDue: false,
    schedule: { adjustForDST: false },
    scheduleStatus: { last: '', next: '', lastUpdated: '' },
  };
  let world: MailWorld;
  beforeEach(() => {
    said.length = 0;
    world = new MailWorld();
  });
  afterEach(() => world.store.close());

  it('happens every minute, and not merely because the app starts', () => {
    expect(sendDueMail(() => Promise.resolve(world.ports))).toMatchObject({
      schedule: '0 * * * * *',
      runOnStartup: false,
      useMonitor: true,
    });
  });

  it('sends what nobody has sent, and says nothing when there is nothing', async () => {
    await world.write('northwind', 'm1', 'lists');
    const { handler } = sendDueMail(() => Promise.resolve(world.ports));
    await handler(timer, context);
    await handler(timer, context);
    expect(world.subjects()).toEqual(['m1']);
    expect(said).toEqual(['{"event":"mails-tried","sent":1,"queued":0,"failed":0}']);
  });

  it('fails visibly when a mail cannot be rendered', async () => {
    await world.write('northwind', 'm1');
    const ports = { ...world.ports, render: () => Promise.reject(new Error('no such text')) };
    await expect(sendDueMail(() => Promise.resolve(ports)).handler(timer, context)).rejects.toThrow('no such text');
  });
});
