import { traceContextOf } from '../../../local/host/trace-context';

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the trace of an invocation', () => {
  it("continues the caller's trace in a span of its own", () => {
    const { traceParent, traceState } = traceContextOf({ traceparent: parent, tracestate: 'a=1' });
    expect(traceParent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[\da-f]{16}-01$/u);
    expect(traceParent).not.toBe(parent);
    expect(traceState).toBe('a=1');
  });

  it.each([
    undefined,
    '',
    'nonsense',
    parent.toUpperCase(),
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `${parent}-more`,
  ])('begins anew after %j', (traceparent) => {
    const headers = { ...(traceparent === undefined ? {} : { traceparent }), tracestate: 'a=1' };
    const { traceParent, traceState } = traceContextOf(headers);
    expect(traceParent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/u);
    expect([traceParent.includes('0af7651916cd43dd'), traceState]).toEqual([false, undefined]);
    expect(traceContextOf(headers).traceParent).not.toBe(traceParent);
  });
});
