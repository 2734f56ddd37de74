import { actTowards, requestStates, requestTransitions } from '../../../../shared/domain/customers/request-states';

describe('the life of a service request', () => {
  it('leads from everywhere to where it is asked to, but from closed to attention needed', () => {
    const led = requestStates.flatMap((from) =>
      requestStates.map((to) => [from, to, requestTransitions[from][actTowards[to]]] as const),
    );
    expect(
      led.filter(([, to, outcome]) => !('to' in outcome) || outcome.to !== to).map(([from, to]) => [from, to]),
    ).toEqual([['closed', 'attentionNeeded']]);
  });

  it('asks for attention when it is answered, unless it is closed', () => {
    expect(requestStates.map((state) => requestTransitions[state].answer)).toEqual([
      { to: 'attentionNeeded' },
      { to: 'attentionNeeded' },
      { to: 'closed' },
    ]);
  });
});
