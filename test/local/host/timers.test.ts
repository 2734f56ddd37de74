import type { Timer } from '@azure/functions';
import type { LogSink } from '../../../local/host/functions-core';
import { Timers } from '../../../local/host/timers';
import { memoryOf, registered } from './registered-app';

const day = 86_400_000;

/** Timers over a clock that stands still until it is moved. */
function world(schedules: Record<string, string>, run: (name: string, timer: Timer) => unknown = () => undefined) {
  const clock = { now: new Date('2026-03-01T12:00:30.000Z') };
  const ran: string[] = [];
  const logged: Parameters<LogSink>[] = [];
  const memory = memoryOf();
  const start = () => {
    const core = registered(
      (app) => {
        for (const [name, schedule] of Object.entries(schedules)) {
          app.timer(name, {
            schedule,
            handler: async (timer) => {
              ran.push(`${name} ${clock.now.toISOString()}`);
              await run(name, timer);
            },
          });
        }
      },
      (...entry) => logged.push(entry),
    );
    return new Timers({ core, now: () => clock.now, memory });
  };
  const move = (milliseconds: number) => (clock.now = new Date(clock.now.getTime() + milliseconds));
  return { timers: start(), restarted: start, clock, move, ran, logged, memory };
}

describe('a timer', () => {
  it('runs once when its moment comes, and not before', async () => {
    const { timers, move, ran } = world({ minutely: '0 * * * * *' });
    await timers.settle();
    expect(ran).toEqual([]);
    move(29_999);
    await timers.settle();
    expect(ran).toEqual([]);
    move(1);
    await timers.settle();
    await timers.settle();
    expect(ran).toEqual(['minutely 2026-03-01T12:01:00.000Z']);
  });

  it('runs once however many occurrences a jump of the clock passes over', async () => {
    const { timers, move, ran } = world({ minutely: '0 * * * * *', nightly: '0 0 3 * * *', yearly: '0 0 0 1 6 *' });
    move(31 * day);
    await timers.settle();
    expect(ran).toEqual(['minutely 2026-04-01T12:00:30.000Z', 'nightly 2026-04-01T12:00:30.000Z']);
  });

  it('runs again until nothing is due when the clock moves on meanwhile', async () => {
    const { timers, move, ran } = world({ minutely: '0 * * * * *' }, () => {
      if (ran.length < 3) move(60_000);
    });
    move(60_000);
    await timers.settle();
    expect(ran).toHaveLength(3);
  });

  it('is not waited for without end when it is always due', async () => {
    const { timers, move, ran, logged } = world({ minutely: '0 * * * * *' }, () => move(60_000));
    move(60_000);
    await timers.settle();
    expect(ran.length).toBeGreaterThan(5);
    expect(logged.at(-1)?.[2]).toMatch(/still due/u);
  });

  it('never overlaps with itself', async () => {
    let running = 0;
    let most = 0;
    const { timers, move } = world({ minutely: '0 * * * * *' }, async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
    });
    move(60_000);
    await Promise.all([timers.settle(), timers.settle(), timers.runNow('minutely')]);
    expect(most).toBe(1);
  });

  it('that fails is logged, hinders no other, and runs again next time', async () => {
    const { timers, move, ran, logged } = world({ failing: '0 * * * * *', other: '0 * * * * *' }, (name) => {
      if (name === 'failing') throw new Error('on purpose');
    });
    move(60_000);
    await timers.settle();
    move(60_000);
    await timers.settle();
    expect(ran.map((line) => line.split(' ')[0])).toEqual(['failing', 'other', 'failing', 'other']);
    expect(logged.map(([level, , message]) => [level, message.split('\n')[0]])).toContainEqual([
      'error',
      'failing failed: Error: on purpose',
    ]);
  });

  it('can be run at any moment, by its name in any letter case', async () => {
    const { timers, ran } = world({ remind: '0 0 3 * * *' }, () => undefined);
    expect(await timers.runNow('Remind')).toBe(true);
    expect(await timers.runNow('unknown')).toBeUndefined();
    expect(ran).toHaveLength(1);
  });

  it('tells whether the run succeeded', async () => {
    const { timers } = world({ failing: '0 0 3 * * *' }, () => Promise.reject(new Error('on purpose')));
    expect(await timers.runNow('failing')).toBe(false);
  });

  it('knows its schedule and whether it is late', async () => {
    const seen: Timer[] = [];
    const { timers, move } = world({ minutely: '0 * * * * *' }, (_, timer) => seen.push(timer));
    move(30_000);
    await timers.settle();
    move(day);
    await timers.settle();
    expect(seen).toMatchObject([
      { isPastDue: false, schedule: { adjustForDST: true } },
      { isPastDue: true, scheduleStatus: { last: '2026-03-01T12:01:00.000Z', next: '2026-03-01T12:02:00.000Z' } },
    ]);
  });

  it('makes up for what came due while the host was away', async () => {
    const { timers, restarted, move, ran } = world({ hourly: '0 0 * * * *' });
    move(3_600_000);
    await timers.settle();
    move(2 * 3_600_000);
    await restarted().settle();
    expect(ran).toEqual(['hourly 2026-03-01T13:00:30.000Z', 'hourly 2026-03-01T15:00:30.000Z']);
  });

  it('with a day of the month and of the week needs both, as in NCRONTAB', async () => {
    const { timers, clock, move, ran } = world({ friday13: '0 0 0 13 * 5' });
    while (clock.now < new Date('2026-12-01')) {
      move(day);
      await timers.settle();
    }
    expect(ran.map((line) => line.slice(9, 19))).toEqual(['2026-03-13', '2026-11-13']);
  });

  it('may take its schedule from a setting', async () => {
    process.env['TEST_SCHEDULE'] = '0 * * * * *';
    const { timers, move, ran } = world({ configured: '%TEST_SCHEDULE%' });
    delete process.env['TEST_SCHEDULE'];
    move(60_000);
    await timers.settle();
    expect(ran).toHaveLength(1);
  });

  it.each(['every minute', '61 * * * * *', '00:05:00', '%NO_SUCH_SETTING%'])(
    'with the schedule %j stops the start',
    (schedule) => {
      expect(() => world({ odd: schedule })).toThrow(/odd|NO_SUCH_SETTING/u);
    },
  );
});
