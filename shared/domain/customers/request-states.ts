/** The life of a service request as one table: where it can stand, and what can be done to it there. The code goes by it. */

/** `attentionNeeded`: the partner's own people have something to look at. */
export const requestStates = ['open', 'attentionNeeded', 'closed'] as const;
export type RequestState = (typeof requestStates)[number];

/** What is done: the last by whoever answers it at the desk, without saying where it should stand. */
type RequestAct = 'settle' | 'needAttention' | 'close' | 'answer';

type RequestOutcome = { readonly to: RequestState } | { readonly no: string };

/** `settle` reopens what is closed. An answer to what is closed leaves it closed: whoever answers says so when it is to go on. */
export const requestTransitions: Readonly<Record<RequestState, Readonly<Record<RequestAct, RequestOutcome>>>> = {
  open: {
    settle: { to: 'open' },
    needAttention: { to: 'attentionNeeded' },
    close: { to: 'closed' },
    answer: { to: 'attentionNeeded' },
  },
  attentionNeeded: {
    settle: { to: 'open' },
    needAttention: { to: 'attentionNeeded' },
    close: { to: 'closed' },
    answer: { to: 'attentionNeeded' },
  },
  closed: {
    settle: { to: 'open' },
    needAttention: { no: 'It is closed: reopen it first, by its status open.' },
    close: { to: 'closed' },
    answer: { to: 'closed' },
  },
};

/** The act that leads to a state which somebody asks for. */
export const actTowards = {
  open: 'settle',
  attentionNeeded: 'needAttention',
  closed: 'close',
} as const satisfies Record<RequestState, RequestAct>;
