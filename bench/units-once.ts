/** The request units of one offer's way to an agreement, printed as JSON. It is made for the build at hand and for an earlier one, so it uses what both have. */
import { InvocationContext } from '@azure/functions';
import { sendWrittenMail } from '../functions/mail/send-written-mail';
import { mailRenderer } from '../shared/mails/mail-renderer';
import { contoso, World } from '../test/world';
import { CountingStore } from './costs/counting-store';

async function main(): Promise<void> {
  const stores: CountingStore[] = [];
  const world = new World({
    store: (inner) => {
      const store = new CountingStore(inner, 'partners');
      stores.push(store);
      return store;
    },
  });
  const { handler } = sendWrittenMail(
    () => Promise.resolve({ ...world.ports, render: mailRenderer(world.ports) }),
    'kesher',
  );
  let position: string | undefined;
  /** Hands on what was written, until nothing more follows from it. */
  const feed = async (): Promise<void> => {
    for (;;) {
      const page = await world.store.changes(position, 100);
      position = page.position;
      if (page.documents.length === 0) return;
      await handler(
        [...page.documents],
        new InvocationContext({ functionName: 'sendWrittenMail', logHandler: () => undefined }),
      );
    }
  };
  const units: Record<string, number> = {};
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    for (const store of stores) store.take();
    const result = await work();
    await feed();
    units[name] = stores.reduce((sum, store) => sum + store.take().units, 0);
    return result;
  };

  await world.addPartner();
  await feed();
  const { code } = await step('making an offer', () => world.invite());
  await step('opening its link', () => world.call('openLink', { params: { code } }));
  const redemptionId = await step('answering it, the code mailed', () => world.redeem(code));
  const mailed = world.mails.findLast(
    ({ to, code: mailedCode }) => to.address === contoso.contact.email && mailedCode !== undefined,
  );
  await step('confirming it, both mails sent', async () => {
    const { status, text } = await world.confirm(code, redemptionId, mailed?.code ?? '');
    if (status !== 200) throw new Error(`It was not confirmed: ${text}`);
  });
  world.close();
  process.stdout.write(JSON.stringify(units));
}

void main();
