import { InvocationContext, type Timer } from '@azure/functions';
import { sendDueMail } from '../../../functions/mail/send-due-mail';
import { limits } from '../../../shared/catalogue/limits';
import { queueOf } from '../../../shared/domain/mail/mail';
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

  it('says how long those have been waiting that wait for more than a minute, in each lane', async () => {
    await world.write('northwind', 'm1');
    await world.write('northwind', 'm2', 'lists');
    world.pass(30);
    await world.write('northwind', 'm3', 'notices');
    world.pass(45);
    await world.put({ id: 'mail~broken', partnerId: 'northwind', type: 'mail', queue: queueOf('receipts'), dueAt: '' });
    world.answer = () => ({ kind: 'unavailable', detail: 'Down.' });
    const { handler } = sendDueMail(() => Promise.resolve(world.ports));
    await expect(handler(timer, context)).rejects.toThrow('mail~broken is no mail');
    expect(said).toEqual(['{"event":"mails-waiting","codes":75,"lists":75}']);
  });

  it('says how many it gave up after all their attempts, and not those that the service refused', async () => {
    await world.write('northwind', 'refused');
    await world.write('northwind', 'm1');
    await world.write('northwind', 'm2');
    world.answer = ({ subject }) =>
      subject === 'refused'
        ? { kind: 'rejected', detail: 'No such mailbox.' }
        : { kind: 'unavailable', detail: 'Busy.' };
    const { handler } = sendDueMail(() => Promise.resolve(world.ports));
    for (let attempt = 1; attempt <= limits.mail.attempts; attempt += 1) {
      await handler(timer, context);
      world.pass(86_400);
    }
    expect(said).toContain('{"event":"mails-tried","sent":0,"queued":2,"failed":1}');
    expect(said.filter((line) => String(line).includes('mails-parked'))).toEqual([
      '{"event":"mails-parked","parked":2}',
    ]);
  });

  it('fails visibly when a mail cannot be rendered', async () => {
    await world.write('northwind', 'm1');
    const ports = { ...world.ports, render: () => Promise.reject(new Error('no such text')) };
    await expect(sendDueMail(() => Promise.resolve(ports)).handler(timer, context)).rejects.toThrow('no such text');
  });
});
