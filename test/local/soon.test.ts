import { Soon } from '../../local/soon';

describe('work that is done soon', () => {
  let begun = 0;
  let end: () => void = () => undefined;
  let soon: Soon;
  beforeEach(() => {
    jest.useFakeTimers();
    begun = 0;
    soon = new Soon(() => {
      begun += 1;
      return new Promise<void>((resolve) => (end = resolve));
    }, 300);
  });
  afterEach(() => jest.useRealTimers());

  it('is done once for all who asked, a moment after the first of them', async () => {
    soon.ask();
    await jest.advanceTimersByTimeAsync(299);
    soon.ask();
    expect(begun).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(begun).toBe(1);
    end();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(begun).toBe(1);
  });

  it('is done again for whoever asked while it ran, but not at the same time', async () => {
    soon.ask();
    await jest.advanceTimersByTimeAsync(300);
    soon.ask();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(begun).toBe(1);
    end();
    await jest.advanceTimersByTimeAsync(0);
    expect(begun).toBe(2);
  });

  it('is not begun any more once it was stopped, and stopping waits for what runs', async () => {
    soon.ask();
    await jest.advanceTimersByTimeAsync(300);
    soon.ask();
    let stopped = false;
    const stopping = soon.stop().then(() => (stopped = true));
    soon.ask();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(stopped).toBe(false);
    end();
    await stopping;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(begun).toBe(1);
  });
});
