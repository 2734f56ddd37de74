import { InvocationContext } from '@azure/functions';
import { sendWrittenMail } from '../../../functions/mail/send-written-mail';
import { MailWorld } from '../../mail-world';

describe('sending written mail', () => {
  const said: unknown[] = [];
  const context = new InvocationContext({
    functionName: 'sendWrittenMail',
    logHandler: (_level, ...args) => said.push(...args),
  });
  let world: MailWorld;
  beforeEach(() => {
    said.length = 0;
    world = new MailWorld();
  });
  afterEach(() => world.store.close());

  it('follows the changes of the partners, and creates no containers', () => {
    expect(sendWrittenMail(() => Promise.resolve(world.ports), 'kesher')).toMatchObject({
      connection: 'COSMOS',
      databaseName: 'kesher',
      containerName: 'partners',
      leaseContainerName: 'leases',
      createLeaseContainerIfNotExists: false,
      startFromBeginning: false,
    });
  });

  it('sends what was written, and logs how many, naming nobody', async () => {
    await world.write('northwind', 'm1');
    await sendWrittenMail(() => Promise.resolve(world.ports), 'kesher').handler([...(await world.written())], context);
    expect(world.subjects()).toEqual(['m1']);
    expect(said).toEqual(['{"event":"mails-tried","sent":1,"queued":0,"failed":0}']);
  });

  it('is silent about documents that are no mails', async () => {
    await sendWrittenMail(() => Promise.resolve(world.ports), 'kesher').handler(
      [{ id: 'offer:1', type: 'offer' }],
      context,
    );
    expect(said).toEqual([]);
  });

  it('fails visibly when a mail cannot be rendered', async () => {
    await world.write('northwind', 'm1');
    const ports = { ...world.ports, render: () => Promise.reject(new Error('no such text')) };
    const documents = [...(await world.written())];
    await expect(sendWrittenMail(() => Promise.resolve(ports), 'kesher').handler(documents, context)).rejects.toThrow(
      'no such text',
    );
  });
});
