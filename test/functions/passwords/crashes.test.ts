import { ServiceUnavailable, StoreUnavailable, type Directory, type PasswordOutcome } from '../../../shared/ports';
import { people } from '../../directory/directory-contract';
import { addPeople, contosoId, delegate, passwordIn, reset, reveal, tokenOf } from '../../directory-world';
import { everythingStored, refusalOf } from '../../link-world';
import { WatchedStore } from '../../watched-store';
import { contoso, noa, World, type Answer } from '../../world';

const { hebrew, avital } = people;
const crash = (): Error => new Error('The process died.');
const timeOut = (): Error => new StoreUnavailable('The database did not answer in time.', 1);

/** Decides what happens to a call that sets a password; `reaches` lets the directory do it. */
type Happens = (reaches: () => Promise<PasswordOutcome>, call: number) => Promise<PasswordOutcome>;

/** A world whose directory remembers what it was told to set, in the order of the calls. */
async function watchedDirectory(happens: Happens = (reaches) => reaches()) {
  const set: string[] = [];
  const asked: string[] = [];
  const stores: WatchedStore[] = [];
  const world = new World({
    store: (inner) => {
      const watched = new WatchedStore(inner);
      stores.push(watched);
      return watched;
    },
    directory: (directory): Directory => ({
      ...directory,
      setTemporaryPassword: (tenant, attempt) => {
        asked.push(attempt.password);
        return happens(async () => {
          const outcome = await directory.setTemporaryPassword(tenant, attempt);
          if (outcome.kind === 'done') set.push(attempt.password);
          return outcome;
        }, asked.length);
      },
    }),
  });
  const [store] = stores;
  if (!store) throw new Error('The world did not take the store.');
  await world.addPartner();
  await delegate(world);
  await addPeople(world);
  store.forget();
  return { world, store, set, asked };
}

const asOnce = { headers: { 'idempotency-key': 'once' } };

/** Asks until there is an answer, waiting as long as it says, or as long as a lost call may last. */
async function insist(world: World, request: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const answer = await request();
    if (answer.status < 500 && answer.status !== 409) return answer;
    world.pass({ seconds: 61 });
  }
  throw new Error('Nobody answers.');
}

/** From the request to the page that shows the password: each step until it is answered. */
async function journey(world: World) {
  const made = await insist(world, () => reset(world, hebrew.userId, asOnce));
  const shown = await insist(world, () => reveal(world, tokenOf(made)));
  return { made, shown };
}

const callsOnTheWay = 11;

describe('a reset that is cut off', () => {
  it('calls the store so often, and each of these calls has its tests below', async () => {
    const { world, store, set } = await watchedDirectory();
    const { shown } = await journey(world);
    expect(store.calls.map(({ kind }) => kind)).toHaveLength(callsOnTheWay);
    expect([passwordIn(shown)]).toStrictEqual(set);
    world.close();
  });

  describe.each([
    ['the process dies before a call', 'before', crash],
    ['the process dies after a call', 'after', crash],
    ['the database does not answer, but did it', 'after', timeOut],
  ] as const)('when %s', (_what, when, error) => {
    it.each(Array.from({ length: callsOnTheWay }, (_, index) => index))(
      'shows no password but the last that was set, number %d of the way',
      async (broken) => {
        const { world, store, set, asked } = await watchedDirectory();
        store.fault = (index) => (index === broken ? { when, error: error() } : undefined);
        const { made, shown } = await journey(world);
        const password = passwordIn(shown);
        // A page that was cut off after the password was gone shows it never again.
        if (password === undefined) expect([shown.status, made.json.status]).toEqual([410, 'ready']);
        else expect(password).toBe(set.at(-1));
        expect(new Set(asked).size).toBe(asked.length);
        for (const one of asked) expect(await everythingStored(world)).not.toContain(one);
        expect(world.logged.join('\n')).not.toContain(asked[0]);
        world.close();
      },
    );
  });
});

/** So many passwords that may have been set were told of: to the administrator on record, the other one, and the portal. */
async function expectTold(world: World, count: number): Promise<void> {
  await world.deliver();
  const told = world.mails.filter(({ subject }) => subject.includes('may have reset a password'));
  const everybody = Array.from({ length: count }, () => [avital.email, contoso.contact.email]).flat();
  expect(told.map(({ to }) => to.address).sort()).toEqual(everybody.sort());
  const { items } = (await world.call('listNotifications', { as: noa })).json;
  expect(JSON.stringify(items).split('"unsure":true')).toHaveLength(count + 1);
}

describe('a directory', () => {
  it.each([
    ['does not answer, and did nothing', () => Promise.resolve({ kind: 'unknown' } as const)],
    [
      'does not answer, but did it',
      async (reaches: () => Promise<PasswordOutcome>) => {
        await reaches();
        return { kind: 'unknown' } as const;
      },
    ],
  ])('that %s is asked to set another password, and the first is never shown', async (_what, first) => {
    const { world, set, asked } = await watchedDirectory((reaches, call) => (call === 1 ? first(reaches) : reaches()));
    const lost = await reset(world, hebrew.userId, asOnce);
    expect([lost.status, refusalOf(lost)]).toEqual([503, 'unavailable']);
    expect(lost.headers.get('retry-after')).toBe('1');
    const made = await reset(world, hebrew.userId, asOnce);
    const shown = passwordIn(await reveal(world, tokenOf(made)));
    expect([shown, asked.length]).toEqual([set.at(-1), 2]);
    expect(shown).not.toBe(asked[0]);
    world.close();
  });

  it('that does not answer has the administrators of the customer and the portal told that it may have been set', async () => {
    const { world } = await watchedDirectory(() => Promise.resolve({ kind: 'unknown' }));
    await reset(world, hebrew.userId);
    await expectTold(world, 1);
    world.close();
  });

  it('that does not answer leaves it known that nobody knows', async () => {
    const { world } = await watchedDirectory(() => Promise.resolve({ kind: 'unknown' }));
    await reset(world, hebrew.userId);
    const list = await world.call('listPasswordResets', { as: noa, query: { state: 'unknown' } });
    expect(list.json.items).toHaveLength(1);
    expect((await world.documents('password-reset'))[0]).not.toHaveProperty('sealed');
    world.close();
  });

  it('that throttles has done nothing, and is asked anew by the same request', async () => {
    const { world, set } = await watchedDirectory((reaches, call) =>
      call === 1 ? Promise.reject(new ServiceUnavailable('The directory throttles.', 17)) : reaches(),
    );
    const throttled = await reset(world, hebrew.userId, asOnce);
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([503, '17']);
    const [left] = await world.documents('password-reset');
    expect(left).toMatchObject({ state: 'refused' });
    const made = await reset(world, hebrew.userId, asOnce);
    expect(made.status).toBe(201);
    expect([passwordIn(await reveal(world, tokenOf(made)))]).toStrictEqual(set);
    world.close();
  });

  it('that knows somebody again, whom it knew no more, is asked anew by the same request', async () => {
    const gone = { kind: 'refused', reason: 'userGone' } as const;
    const { world, set } = await watchedDirectory((reaches, call) => (call === 1 ? Promise.resolve(gone) : reaches()));
    expect((await reset(world, hebrew.userId, asOnce)).status).toBe(404);
    const made = await reset(world, hebrew.userId, asOnce);
    expect(made.status).toBe(201);
    expect([passwordIn(await reveal(world, tokenOf(made)))]).toStrictEqual(set);
    world.close();
  });

  it('that does not answer an approval leaves the same request to be approved anew', async () => {
    const { world, set } = await watchedDirectory((reaches, call) =>
      call === 1 ? Promise.resolve({ kind: 'unknown' }) : reaches(),
    );
    const yael = await world.addUser({ userId: 'yael', companyRole: 'none', supportedCompanies: 'full' });
    const approve = (made: Answer) =>
      world.call('approvePasswordReset', { as: yael, params: { resetId: String(made.json.id) } });
    expect((await approve(await reset(world, avital.userId, asOnce))).status).toBe(503);
    const again = await reset(world, avital.userId, asOnce);
    expect([again.status, again.json.status]).toEqual([201, 'awaitingApproval']);
    await world.deliver();
    expect(world.mails.filter(({ kind }) => kind === 'passwordApprovalAsked')).toHaveLength(2);
    expect((await approve(again)).status).toBe(200);
    expect([passwordIn(await reveal(world, tokenOf(again)))]).toStrictEqual(set);
    world.close();
  });

  it('that throttles leaves an approval to be given once more', async () => {
    const { world, set } = await watchedDirectory((reaches, call) =>
      call === 1 ? Promise.reject(new ServiceUnavailable('The directory throttles.', 17)) : reaches(),
    );
    const yael = await world.addUser({ userId: 'yael', companyRole: 'none', supportedCompanies: 'full' });
    const made = await reset(world, avital.userId);
    const approve = () => world.call('approvePasswordReset', { as: yael, params: { resetId: String(made.json.id) } });
    expect((await approve()).status).toBe(503);
    expect((await approve()).status).toBe(200);
    expect([passwordIn(await reveal(world, tokenOf(made)))]).toStrictEqual(set);
    world.close();
  });

  it('that does not answer an approval is asked again by the next one, with the code as it was asked for', async () => {
    const { world, set, asked } = await watchedDirectory((reaches, call) =>
      call === 1 ? Promise.resolve({ kind: 'unknown' }) : reaches(),
    );
    const yael = await world.addUser({ userId: 'yael', companyRole: 'none', supportedCompanies: 'full' });
    const made = await reset(world, avital.userId, { body: { secondFactor: 'mail' } });
    const approve = () => world.call('approvePasswordReset', { as: yael, params: { resetId: String(made.json.id) } });
    expect((await approve()).status).toBe(503);
    world.pass({ minutes: 5 });
    expect((await approve()).status).toBe(200);
    expect((await world.documents('password-reset'))[0]).not.toHaveProperty('ttl');
    const token = tokenOf(made);
    const form = { sure: 'true' };
    await world.call('askForRevealCode', { params: { token }, form, headers: { accept: 'text/html' } });
    await world.deliver();
    const code = world.mails.find(({ kind }) => kind === 'revealCode')?.code ?? '';
    const shown = passwordIn(await reveal(world, token, { confirmationCode: code }));
    expect([shown, asked.length]).toEqual([set[0], 2]);
    world.close();
  });

  it('that does not answer an approval is not asked for it again once a later reset has taken its place', async () => {
    const { world, set, asked } = await watchedDirectory(async (reaches, call) => {
      const outcome = await reaches();
      return call === 1 ? { kind: 'unknown' } : outcome;
    });
    const yael = await world.addUser({ userId: 'yael', companyRole: 'none', supportedCompanies: 'full' });
    const approve = (made: Answer) =>
      world.call('approvePasswordReset', { as: yael, params: { resetId: String(made.json.id) } });
    const first = await reset(world, avital.userId);
    expect((await approve(first)).status).toBe(503);
    const second = await reset(world, avital.userId);
    expect((await approve(second)).status).toBe(200);
    const late = await approve(first);
    expect([refusalOf(late), late.json.detail]).toEqual([
      'state-conflict',
      'A later reset of this password has taken its place.',
    ]);
    expect((await reveal(world, tokenOf(first))).status).toBe(410);
    expect([passwordIn(await reveal(world, tokenOf(second))), asked.length]).toStrictEqual([set.at(-1), 2]);
    world.close();
  });

  it('that takes none of the passwords is asked for three, and for no more', async () => {
    const refuses = { kind: 'refused', reason: 'passwordRefused' } as const;
    const { world, asked } = await watchedDirectory(() => Promise.resolve(refuses));
    expect(refusalOf(await reset(world, hebrew.userId))).toBe('state-conflict');
    expect(new Set(asked).size).toBe(3);
    world.close();
  });

  it('that answers only after a timer has given it up changes nothing that was told', async () => {
    const { world } = await watchedDirectory(async (reaches) => {
      world.pass({ seconds: 61 });
      const { endDueResets } = await import('../../../shared/passwords/due-resets');
      await endDueResets(world.ports, 'trace');
      return reaches();
    });
    expect(refusalOf(await reset(world, hebrew.userId))).toBe('state-conflict');
    await expectTold(world, 1);
    world.close();
  });

  it('that is asked anew after a call that was never answered has that told too', async () => {
    const { world } = await watchedDirectory((reaches, call) => (call === 1 ? Promise.reject(crash()) : reaches()));
    await reset(world, hebrew.userId, asOnce);
    world.pass({ seconds: 60 });
    expect((await reset(world, hebrew.userId, asOnce)).status).toBe(201);
    await expectTold(world, 1);
    world.close();
  });

  it('that goes on for long keeps others waiting, not for ever', async () => {
    let answer: (outcome: PasswordOutcome) => void = () => undefined;
    const { world } = await watchedDirectory((reaches, call) =>
      call === 1
        ? new Promise((resolve) => {
            answer = resolve;
          })
        : reaches(),
    );
    const first = reset(world, hebrew.userId);
    while ((await world.documents('password-reset')).length === 0) await new Promise(setImmediate);
    expect(refusalOf(await reset(world, hebrew.userId))).toBe('request-in-progress');
    world.pass({ seconds: 60 });
    const second = await reset(world, hebrew.userId);
    expect(second.status).toBe(201);
    answer({ kind: 'done' });
    expect(refusalOf(await first)).toBe('state-conflict');
    await expectTold(world, 1);
    expect(passwordIn(await reveal(world, tokenOf(second)))).toBeDefined();
    world.close();
  });
});

describe('delegation that ends while the directory is asked', () => {
  it('lets nobody see the password', async () => {
    const { world } = await watchedDirectory(async (reaches) => {
      await world.call('endDelegation', { as: noa, params: { customerId: contosoId }, headers: { 'if-match': '*' } });
      return reaches();
    });
    const made = await reset(world, hebrew.userId);
    const shown = await reveal(world, tokenOf(made));
    expect([shown.status, passwordIn(shown)]).toEqual([410, undefined]);
    world.close();
  });

  it('is met by the very write that shows the password', async () => {
    const { world, store } = await watchedDirectory();
    const token = tokenOf(await reset(world, hebrew.userId));
    let ended: Promise<Answer> | undefined;
    store.turn = async () => {
      const isToShow = store.calls
        .at(-1)
        ?.writes?.some((write) => 'document' in write && 'state' in write.document && write.document.state === 'shown');
      if (!isToShow || ended) return;
      store.turn = undefined;
      ended = world.call('endDelegation', {
        as: noa,
        params: { customerId: contosoId },
        headers: { 'if-match': '*' },
      });
      await ended;
    };
    const shown = await reveal(world, token);
    expect((await ended)?.status).toBe(204);
    expect([shown.status, passwordIn(shown)]).toEqual([410, undefined]);
    expect((await world.documents('audit')).map(({ action }) => action)).not.toContain('passwordRevealed');
    world.close();
  });

  it('is met by the very write that says what is about to be done', async () => {
    const { world, store, asked } = await watchedDirectory();
    store.fault = (_index, call) => {
      if (call.kind !== 'write' || !call.ids.some((id) => id.startsWith('password-reset:'))) return undefined;
      store.fault = () => undefined;
      return { when: 'before', error: timeOut() };
    };
    await reset(world, hebrew.userId, asOnce);
    await world.call('endDelegation', { as: noa, params: { customerId: contosoId }, headers: { 'if-match': '*' } });
    expect(refusalOf(await reset(world, hebrew.userId, asOnce))).toBe('forbidden');
    expect(asked).toEqual([]);
    world.close();
  });
});

describe('the timer', () => {
  const run = async (world: World): Promise<void> => {
    const { endDueResets } = await import('../../../shared/passwords/due-resets');
    await endDueResets(world.ports, 'trace');
  };

  it('destroys what nobody looked at, ends what nobody approved, and what was never answered', async () => {
    const { world } = await watchedDirectory((reaches, call) => (call === 2 ? Promise.reject(crash()) : reaches()));
    await reset(world, hebrew.userId);
    await reset(world, people.boaz.userId);
    await reset(world, avital.userId);
    const states = async () => (await world.documents('password-reset')).map(({ state }) => state).sort();
    await run(world);
    expect(await states()).toEqual(['awaitingApproval', 'ready', 'setting']);
    world.pass({ minutes: 15 });
    await run(world);
    expect(await states()).toEqual(['awaitingApproval', 'expired', 'unknown']);
    for (const document of await world.documents('password-reset')) expect(document).not.toHaveProperty('sealed');
    world.pass({ days: 1 });
    await run(world);
    await run(world);
    expect(await states()).toEqual(['expired', 'lapsed', 'unknown']);
    await expectTold(world, 1);
    world.close();
  });
});
