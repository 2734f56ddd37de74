import * as fc from 'fast-check';
import { limits } from '../../../../shared/catalogue/limits';
import { agreeOnProvisioning, reportTask, type OpenTasks } from '../../../../shared/domain/customers/provisioning';
import type { TaskReport } from '../../../../shared/domain/customers/provisioning-task';
import {
  agreedOf,
  kindsBetween,
  MicrosoftReference,
  ProvisioningTask,
  taskStateNow,
  type KeyToEnter,
  type ProvisioningKind,
  type Worker,
} from '../../../../shared/domain/customers/provisioning-task';
import {
  startPrepaid,
  startPurchase,
  startTrial,
  Subscription,
  type AtMicrosoft,
} from '../../../../shared/domain/customers/subscription';
import { findProduct, type Product } from '../../../../shared/domain/product';
import { refuse } from '../../../../shared/domain/refusal';
import { addDays } from '../../../../shared/domain/text';
import { noon, tenants } from '../../../world';

const customer = { companyName: 'Contoso', primaryDomain: 'contoso.example' };
const reference = '5f1c2a80-9d3b-4a5e-8c44-0d9d3b0c7a11';
const dana: Worker = { kind: 'user', userId: 'dana', name: 'Dana Levi' };
const omer: Worker = { kind: 'user', userId: 'omer', name: 'Omer Katz' };
const byDana = { kind: 'user', userId: 'dana', name: 'Dana Levi' } as const;

function productOf(id: string): Product {
  const product = findProduct(id);
  if (!product) throw new Error(`The catalogue has no ${id}.`);
  return product;
}

const about = {
  partnerId: tenants.northwind,
  subscriptionId: 's1',
  customerId: 'domain:contoso.example',
  offerId: 'o1',
  now: noon,
};
const trial = startTrial({ ...about, product: productOf('microsoft-365-e5-trial') });
const purchase = startPurchase({ ...about, product: productOf('microsoft-365-business-standard'), quantity: 5 });
const prepaid = startPrepaid({
  ...about,
  product: productOf('microsoft-365-business-standard'),
  quantity: 3,
  endsAt: '2027-11-22T12:00:00.000Z',
});

/** A subscription and its tasks, as the store would hold them. */
class Desk {
  readonly tasks = new Map<string, ProvisioningTask>();
  now = noon;

  constructor(
    public subscription: Subscription,
    keys: readonly KeyToEnter[] = [],
  ) {
    this.take(
      agreeOnProvisioning({
        subscription,
        customer,
        by: { kind: 'customer', redemptionId: 'r1' },
        keys,
        now: this.now,
      }),
    );
  }

  private take(made: { readonly subscription: Subscription; readonly tasks: readonly ProvisioningTask[] }): void {
    this.subscription = Subscription.parse(made.subscription);
    for (const task of made.tasks) this.tasks.set(task.taskId, ProvisioningTask.parse(task));
  }

  private read(taskId: string | undefined): ProvisioningTask | undefined {
    return taskId === undefined ? undefined : this.tasks.get(taskId);
  }

  get open(): OpenTasks {
    const { tasks } = this.subscription;
    return { open: this.read(tasks?.open), following: this.read(tasks?.following) };
  }

  change(change: Partial<Subscription>, keys: readonly KeyToEnter[] = []): void {
    const before = this.subscription;
    const subscription = { ...before, ...change, revision: before.revision + 1 };
    const now = this.now;
    this.take(agreeOnProvisioning({ subscription, before, tasks: this.open, customer, by: byDana, keys, now }));
  }

  report(taskId: string, report: TaskReport, by: Worker = dana) {
    const task = this.read(taskId);
    if (!task) throw new Error(`There is no task ${taskId}.`);
    const { open, following } = this.open;
    const next = open?.taskId === taskId ? following : undefined;
    const { subscription, now } = this;
    const said = reportTask({ task, subscription, following: next, customer, report, by, now });
    if (said.ok) this.take(said.value);
    return said;
  }

  /** The states of all tasks, the first one first. */
  get states(): readonly string[] {
    return [...this.tasks.values()].map(({ state, kinds, to }) => `${kinds.join('+')} ${to.quantity} ${state}`);
  }
}

describe('what is to be done at Microsoft', () => {
  const there: AtMicrosoft = { productId: purchase.productId, quantity: 5, state: 'active', autoRenew: true };
  const key = (effect: KeyToEnter['effect']): KeyToEnter => ({ lastFive: 'ABC12', effect });

  it.each<[string, AtMicrosoft | undefined, Partial<AtMicrosoft>, readonly KeyToEnter[], readonly ProvisioningKind[]]>([
    ['starts what is not there', undefined, {}, [], ['start']],
    ['starts and suspends', undefined, { state: 'suspended' }, [], ['start', 'suspend']],
    ['does nothing for what was cancelled before it was there', undefined, { state: 'cancelled' }, [], []],
    ['starts what keys pay for', undefined, {}, [key('new')], ['start']],
    ['starts anew what was cancelled there', { ...there, state: 'cancelled' }, {}, [], ['start']],
    ['is nothing when all is so', there, {}, [], []],
    ['changes the count', there, { quantity: 8 }, [], ['changeQuantity']],
    ['suspends', there, { state: 'suspended' }, [], ['suspend']],
    ['resumes', { ...there, state: 'suspended' }, {}, [], ['resume']],
    ['cancels, whatever else was agreed', there, { state: 'cancelled', quantity: 9, autoRenew: false }, [], ['cancel']],
    [
      'turns renewal off beside a count',
      there,
      { quantity: 6, autoRenew: false },
      [],
      ['changeQuantity', 'turnRenewalOff'],
    ],
    ['turns renewal on', { ...there, autoRenew: false }, {}, [], ['turnRenewalOn']],
    ['extends by key', there, {}, [key('extend')], ['extend']],
    ['adds licences by key', there, { quantity: 9 }, [key('addLicences')], ['addLicences']],
    [
      'converts with its count and renewal',
      { ...there, productId: 'microsoft-365-business-standard-trial', quantity: 25, autoRenew: false },
      {},
      [],
      ['convert'],
    ],
  ])('%s', (_title, from, change, keys, kinds) => {
    expect(kindsBetween(from, { ...there, ...change }, keys)).toEqual(kinds);
  });
});

describe('a change of what is agreed', () => {
  it('starts with a task under an id that follows from the subscription', () => {
    const desk = new Desk(purchase);
    expect(desk.subscription).toMatchObject({ provisioning: { state: 'pending' }, tasks: { open: 's1-1' } });
    expect(desk.tasks.get('s1-1')).toMatchObject({
      state: 'pending',
      kinds: ['start'],
      to: { quantity: 5 },
      queue: 'provisioning',
    });
  });

  it('makes the task that is nobody\u2019s say what is agreed now', () => {
    const desk = new Desk(purchase);
    desk.change({ quantity: 8, autoRenew: false });
    expect(desk.states).toEqual(['start 8 pending']);
    expect(desk.tasks.get('s1-1')).toMatchObject({ revision: 2, to: { quantity: 8, autoRenew: false } });
  });

  it('buys a trial that was never set up as what is bought', () => {
    const desk = new Desk(trial);
    desk.change({ ...agreedOf(purchase), productId: 'microsoft-365-e5', source: 'purchase' });
    expect(desk.states).toEqual(['start 5 pending']);
    expect(desk.tasks.get('s1-1')).toMatchObject({ source: 'purchase', to: { productId: 'microsoft-365-e5' } });
    expect(desk.tasks.get('s1-1')?.searchText).not.toContain('trial');
  });

  it('leaves nothing to do when it ends what was never set up', () => {
    const desk = new Desk(purchase);
    desk.change({ state: 'cancelled' });
    expect(desk.states).toEqual(['start 5 moot']);
    expect(desk.subscription).toMatchObject({ provisioning: { state: 'done' } });
    expect(desk.subscription.tasks).toBeUndefined();
    expect(desk.report('s1-1', { state: 'claimed' })).toMatchObject({ refusal: 'state-conflict' });
  });

  it('leaves nothing to do when it goes back to what is there', () => {
    const desk = new Desk(purchase);
    desk.report('s1-1', { state: 'done', reference });
    desk.change({ quantity: 9 });
    desk.change({ quantity: 5 });
    expect(desk.states).toEqual(['start 5 done', 'changeQuantity 9 moot']);
    expect(desk.subscription.provisioning).toEqual({ state: 'done' });
  });

  it('follows what somebody has claimed, which stays as it was claimed', () => {
    const desk = new Desk(purchase);
    desk.report('s1-1', { state: 'claimed' });
    desk.change({ quantity: 8 });
    desk.change({ quantity: 9, autoRenew: false });
    expect(desk.states).toEqual(['start 5 claimed', 'changeQuantity+turnRenewalOff 9 pending']);
    expect(desk.tasks.get('s1-2')).toMatchObject({ follows: 's1-1', from: { quantity: 5 } });
    expect(desk.tasks.get('s1-2')).not.toHaveProperty('queue');
    expect(desk.report('s1-2', { state: 'claimed' }, omer)).toMatchObject({ refusal: 'state-conflict' });
    desk.report('s1-1', { state: 'done', reference });
    expect(desk.subscription).toMatchObject({ provisioning: { state: 'pending' }, tasks: { open: 's1-2' }, reference });
    expect(desk.report('s1-2', { state: 'done' })).toMatchObject({ ok: true });
    expect(desk.subscription).toMatchObject({
      provisioning: { state: 'done' },
      asSetUp: { quantity: 9, autoRenew: false },
    });
  });

  it('keeps what follows a claim when the claim is taken over', () => {
    const desk = new Desk(purchase);
    desk.report('s1-1', { state: 'claimed' });
    desk.change({ quantity: 8 });
    desk.report('s1-1', { state: 'claimed', takeOver: true }, omer);
    expect(desk.subscription.tasks).toEqual({ open: 's1-1', following: 's1-2' });
  });

  it('comes together with what is given back', () => {
    const desk = new Desk(prepaid, [{ lastFive: 'AAAAA', effect: 'new' }]);
    desk.report('s1-1', { state: 'claimed' });
    desk.change({ quantity: 4 }, [{ lastFive: 'BBBBB', effect: 'addLicences' }]);
    desk.report('s1-1', { state: 'pending' });
    expect(desk.states).toEqual(['start 4 pending', 'addLicences 4 moot']);
    expect(desk.tasks.get('s1-1')?.keys.map(({ lastFive }) => lastFive)).toEqual(['AAAAA', 'BBBBB']);
  });

  it('is done without what failed before it', () => {
    const desk = new Desk(purchase);
    desk.report('s1-1', { state: 'claimed' });
    desk.change({ quantity: 8 });
    desk.report('s1-1', { state: 'failed', reason: 'No tenant of that domain.' });
    expect(desk.states).toEqual(['start 5 failed', 'start 8 pending']);
    expect(desk.subscription).toMatchObject({ provisioning: { state: 'pending' }, tasks: { open: 's1-2' } });
    expect(desk.report('s1-1', { state: 'pending' })).toMatchObject({ refusal: 'state-conflict' });
  });

  it('has what failed tried again', () => {
    const desk = new Desk(purchase);
    desk.report('s1-1', { state: 'failed', reason: 'Too many licences.' });
    expect(desk.subscription.provisioning).toEqual({ state: 'failed', reason: 'Too many licences.' });
    desk.change({ quantity: 2 });
    expect(desk.states).toEqual(['start 2 pending']);
    expect(desk.tasks.get('s1-1')).not.toHaveProperty('reason');
  });

  it('takes what was set up before tasks were written down as set up', () => {
    const old: Subscription = { ...purchase, provisioning: { state: 'done' }, reference };
    const subscription = { ...old, revision: 2, quantity: 8 };
    const made = agreeOnProvisioning({ subscription, before: old, customer, by: byDana, now: noon });
    expect(made.tasks).toMatchObject([{ taskId: 's1-2', kinds: ['changeQuantity'], from: { quantity: 5 } }]);
    expect(made.subscription).toMatchObject({ asSetUp: { quantity: 5 } });
  });
});

describe('a report about a task', () => {
  it('needs Microsoft\u2019s id of what was started', () => {
    const desk = new Desk(purchase);
    expect(desk.report('s1-1', { state: 'done' })).toMatchObject({
      refusal: 'invalid-request',
      errors: [{ pointer: '/reference' }],
    });
  });

  it.each<[TaskReport, string]>([
    [{ state: 'failed' }, '/reason'],
    [{ state: 'claimed', reference }, '/reference'],
    [{ state: 'done', reference, reason: 'Well.' }, '/reason'],
  ])('names what does not belong together: %j', (report, pointer) => {
    expect(new Desk(purchase).report('s1-1', report)).toMatchObject({ errors: [{ pointer }] });
  });

  it('changes nothing when it says the same again', () => {
    const desk = new Desk(purchase);
    for (const report of [{ state: 'claimed' }, { state: 'done', reference }] as const) {
      expect(desk.report('s1-1', report)).toMatchObject({ ok: true, value: { isNew: true } });
      expect(desk.report('s1-1', report)).toMatchObject({ ok: true, value: { isNew: false } });
    }
  });

  it('leaves alone what somebody else has claimed, unless it takes that over', () => {
    const desk = new Desk(purchase);
    desk.report('s1-1', { state: 'claimed' });
    for (const report of [
      { state: 'claimed' },
      { state: 'done', reference },
      { state: 'failed', reason: 'No.' },
      { state: 'pending' },
    ] as const) {
      const refused = desk.report('s1-1', report, omer);
      expect(refused).toEqual(
        refuse('state-conflict', {
          detail: `Dana Levi has claimed this task at ${noon.toISOString()}; take it over with takeOver: true.`,
        }),
      );
    }
    expect(desk.report('s1-1', { state: 'done', reference, takeOver: true }, omer)).toMatchObject({ ok: true });
  });

  it('corrects Microsoft\u2019s id and nothing else of what is done', () => {
    const desk = new Desk(purchase);
    desk.report('s1-1', { state: 'done', reference });
    const right = reference.replace('5f', '6f');
    expect(desk.report('s1-1', { state: 'done', reference: right })).toMatchObject({ ok: true });
    expect(desk.subscription.reference).toBe(right);
    expect(desk.report('s1-1', { state: 'pending' })).toMatchObject({ refusal: 'state-conflict' });
  });

  it('comes too late for what was never set up and is over', () => {
    const desk = new Desk(trial);
    const task = desk.tasks.get('s1-1');
    if (!task) throw new Error('There is no task.');
    desk.now = new Date(Date.parse(trial.endsAt) - 1);
    expect(taskStateNow(task, desk.now)).toBe('pending');
    desk.now = new Date(trial.endsAt);
    expect(taskStateNow(task, desk.now)).toBe('moot');
    expect(desk.report('s1-1', { state: 'claimed' })).toMatchObject({ refusal: 'state-conflict' });
  });

  it('never comes too late to end what would go on', () => {
    const desk = new Desk(purchase);
    desk.report('s1-1', { state: 'done', reference });
    desk.change({ autoRenew: false });
    desk.now = addDays(new Date(purchase.endsAt), 4000);
    const { open = '' } = desk.subscription.tasks ?? {};
    expect(desk.report(open, { state: 'done' })).toMatchObject({ ok: true });
  });

  it('keeps a history that has an end', () => {
    const desk = new Desk(purchase);
    for (let turn = 0; turn < limits.provisioning.historyKept; turn += 1) {
      desk.report('s1-1', { state: 'claimed' });
      desk.report('s1-1', { state: 'pending' });
    }
    expect(desk.tasks.get('s1-1')?.history).toHaveLength(limits.provisioning.historyKept);
  });
});

describe('Microsoft\u2019s id of a subscription', () => {
  it.each([
    [' {5F1C2A80-9D3B-4A5E-8C44-0D9D3B0C7A11} ', '5f1c2a80-9d3b-4a5e-8c44-0d9d3b0c7a11'],
    ['5F1C2A80-9D3B-4A5E-8C44-0D9D3B0C7A11', '5f1c2a80-9d3b-4a5e-8c44-0d9d3b0c7a11'],
    ['CFQ7TTC0LH16:0001', 'CFQ7TTC0LH16:0001'],
  ])('has one spelling: %j', (typed, kept) => {
    expect(MicrosoftReference.parse(typed)).toBe(kept);
  });

  it.each(['', 'done', 'see https://example/1', '<b>1234</b>', '1'.repeat(65), 'two words 2'])('is not %j', (typed) => {
    expect(MicrosoftReference.safeParse(typed).success).toBe(false);
  });
});

describe('whatever is agreed and done in whatever order', () => {
  const quantities = fc.integer({ min: 1, max: 4 });
  const step = fc.oneof(
    quantities.map((quantity) => ({ act: 'change', change: { quantity } }) as const),
    fc.boolean().map((autoRenew) => ({ act: 'change', change: { autoRenew } }) as const),
    fc
      .constantFrom('active' as const, 'suspended' as const, 'cancelled' as const)
      .map((state) => ({ act: 'change', change: { state } }) as const),
    fc
      .record({
        report: fc.constantFrom<TaskReport>(
          { state: 'claimed' },
          { state: 'done', reference },
          { state: 'failed', reason: 'No.' },
          { state: 'pending' },
        ),
        by: fc.constantFrom(dana, omer),
        which: fc.nat(5),
        takeOver: fc.boolean(),
      })
      .map((said) => ({ act: 'report', ...said }) as const),
  );

  it('tasks never contradict each other, and lead to what is agreed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const desk = new Desk(purchase);
        let microsoft: AtMicrosoft | undefined;
        for (const one of steps) {
          if (one.act === 'change') desk.change(one.change);
          else {
            const ids = [...desk.tasks.keys()];
            const taskId = ids[one.which % ids.length] ?? '';
            const before = desk.tasks.get(taskId);
            const said = desk.report(taskId, { ...one.report, takeOver: one.takeOver }, one.by);
            if (said.ok && said.value.isNew && one.report.state === 'done' && before && before.state !== 'done') {
              // Whoever does it finds at Microsoft what the task says.
              expect(microsoft ?? null).toEqual(before.from ?? null);
              microsoft = before.to;
            }
          }
          const { subscription, open } = desk;
          const live = [...desk.tasks.values()].filter(({ state }) => state === 'pending' || state === 'claimed');
          expect(live.length).toBeLessThanOrEqual(2);
          expect(live.filter(({ state }) => state === 'claimed').length).toBeLessThanOrEqual(1);
          expect(live.filter(({ state }) => state === 'pending').length).toBeLessThanOrEqual(1);
          const last = open.following ?? open.open;
          const wanted = agreedOf(subscription);
          const reached =
            last?.state === 'claimed' || last?.state === 'pending' || last?.state === 'failed' ? last.to : microsoft;
          // What is left to be done, or was done, is what is agreed, but that nobody starts what was cancelled.
          if (wanted.state === 'cancelled') expect(reached?.state ?? 'cancelled').toBe('cancelled');
          else expect(reached).toEqual(wanted);
          expect(subscription.provisioning.state).toBe(
            open.open === undefined ? 'done' : open.open.state === 'failed' ? 'failed' : 'pending',
          );
        }
      }),
      { numRuns: 400 },
    );
  });
});
