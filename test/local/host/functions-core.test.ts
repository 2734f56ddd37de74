import { FunctionsCore, type LogSink } from '../../../local/host/functions-core';
import { registered } from './registered-app';

describe('what an app registers', () => {
  it('is known by name and trigger', () => {
    const core = registered((app) => {
      app.http('one', { methods: ['GET'], handler: () => ({}) });
      app.timer('two', { schedule: '0 * * * * *', handler: () => undefined });
    });
    expect([...core.functions.values()].map(({ name, trigger: { type } }) => [name, type])).toEqual([
      ['one', 'httpTrigger'],
      ['two', 'timerTrigger'],
    ]);
  });

  it('cannot be named twice', () => {
    const twice = () =>
      registered((app) => {
        app.http('one', { handler: () => ({}) });
        app.http('one', { handler: () => ({}) });
      });
    expect(twice).toThrow('"one" is already registered');
  });

  it('cannot grow once the app has started', async () => {
    let late: () => void = () => undefined;
    const core = registered((app) => {
      app.http('one', { handler: () => ({}) });
      late = () => app.http('late', { handler: () => ({}) });
    });
    await core.start('/app');
    expect(late).toThrow('"late" can only be registered while the app starts');
  });

  it('is missed when there is nothing', async () => {
    await expect(new FunctionsCore().start('/app')).rejects.toThrow('registered no functions');
  });
});

describe('hooks', () => {
  it('learn when the app starts and ends, and share what they keep', async () => {
    const seen: unknown[] = [];
    const core = registered((app) => {
      app.hook.appStart(({ hookData }) => void seen.push(['start', hookData]));
      app.hook.appTerminate(async () => {
        await Promise.resolve();
        seen.push('end');
      });
      app.http('one', { handler: () => ({}) });
    });
    await core.start('/app');
    await core.terminate();
    expect(seen).toEqual([['start', {}], 'end']);
  });

  it('are no longer called once disposed of', async () => {
    const seen: string[] = [];
    const core = registered((app) => {
      app.hook.appStart(() => void seen.push('kept'));
      app.hook.appStart(() => void seen.push('dropped')).dispose();
      app.http('one', { handler: () => ({}) });
    });
    await core.start('/app');
    expect(seen).toEqual(['kept']);
  });

  it('may change what is logged', () => {
    const lines: Parameters<LogSink>[] = [];
    const core = registered(
      (app) => app.hook.log((entry) => (entry.message = entry.message.replace('secret', '•••'))),
      (...line) => lines.push(line),
    );
    core.log('warning', 'user', 'a secret');
    expect(lines).toEqual([['warning', 'user', 'a •••', undefined]]);
  });

  it('must be ones that exist', () => {
    expect(() => new FunctionsCore().module.registerHook('lunch', () => undefined)).toThrow(RangeError);
  });
});
