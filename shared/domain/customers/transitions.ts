/** The life of a subscription as one table: where it can stand, what people can do to it there, and what time does. The code goes by it; `docs/lifecycle.md` is written from it. */
import { limits } from '../../catalogue/limits';

/** Where a subscription can stand. The last four are reached by time, or for good. */
export const statuses = ['active', 'suspended', 'expired', 'disabled', 'cancelled', 'deleted'] as const;
export type Status = (typeof statuses)[number];

/** What people do to a subscription; the last three by the customer's purchase and by product keys. */
export const acts = [
  'turnRenewalOn',
  'turnRenewalOff',
  'resume',
  'changeQuantity',
  'suspend',
  'cancel',
  'buyTrial',
  'extendByKey',
  'addLicencesByKey',
] as const;
export type Act = (typeof acts)[number];

/** What comes of an act: where the subscription stands then, or why it cannot be. */
export type Outcome =
  | {
      readonly to: Status;
      /** Only where it renews itself after that; otherwise this is why not. */ readonly unlessItEnds?: string;
    }
  | { readonly no: string };

/** What time does while a subscription stands somewhere, counted from the end of its term; negative days are before it. */
export interface TimeStep {
  readonly kind: 'renewed' | 'trialEnding' | 'expired' | 'disabled' | 'deleted';
  readonly days: number;
  readonly to: Status;
  /** Left out when it happens to every one that stands there. */
  readonly only?: 'whatRenews' | 'whatEnds' | 'trials';
}

const { expiredDays, disabledDays, trialNoticesDaysBeforeEnd } = limits.subscription;

const suspended = 'It is suspended: its count does not change until it is resumed.';
const over = 'Its term has ended: let it go on before its count changes.';
const overAlready = 'Its term has ended: there is nothing to suspend.';
const endsAnyway = 'Its term has ended, and its renewal is off: turn its renewal on to let it go on.';
const final = 'It was cancelled, for good: what the customer wants instead is a new offer or product key.';
const gone = 'It was deleted, for good: what the customer wants instead is a new offer or product key.';

const never = (no: string): Readonly<Record<Act, Outcome>> => ({
  turnRenewalOn: { no },
  turnRenewalOff: { no },
  resume: { no },
  changeQuantity: { no },
  suspend: { no },
  cancel: { no },
  buyTrial: { no },
  extendByKey: { no },
  addLicencesByKey: { no },
});

/** In the grace after its end it goes on where the last term ended, or from now where it is paid anew. */
const inGrace = (status: 'expired' | 'disabled'): Readonly<Record<Act, Outcome>> => ({
  turnRenewalOn: { to: 'active' },
  turnRenewalOff: { to: status },
  resume: { to: 'active', unlessItEnds: endsAnyway },
  changeQuantity: { no: over },
  suspend: { no: overAlready },
  cancel: { to: 'cancelled' },
  buyTrial: { to: 'active' },
  extendByKey: { to: 'active' },
  addLicencesByKey: { no: over },
});

/** What people can do, by where the subscription stands. What it is or has already is no act. */
export const transitions: Readonly<Record<Status, Readonly<Record<Act, Outcome>>>> = {
  active: {
    turnRenewalOn: { to: 'active' },
    turnRenewalOff: { to: 'active' },
    resume: { to: 'active' },
    changeQuantity: { to: 'active' },
    suspend: { to: 'suspended' },
    cancel: { to: 'cancelled' },
    buyTrial: { to: 'active' },
    extendByKey: { to: 'active' },
    addLicencesByKey: { to: 'active' },
  },
  suspended: {
    turnRenewalOn: { to: 'suspended' },
    turnRenewalOff: { to: 'suspended' },
    resume: { to: 'active' },
    changeQuantity: { no: suspended },
    suspend: { to: 'suspended' },
    cancel: { to: 'cancelled' },
    buyTrial: { to: 'active' },
    extendByKey: { to: 'suspended' },
    addLicencesByKey: { no: suspended },
  },
  expired: inGrace('expired'),
  disabled: inGrace('disabled'),
  cancelled: never(final),
  deleted: never(gone),
};

/** What renews itself when people let it, by where it came from; the others end, and this is how they go on. */
export const renewal = {
  purchase: { renews: true },
  trial: { renews: false, why: 'A trial does not renew itself: the customer goes on by buying it.' },
  productKey: { renews: false, why: 'What was prepaid does not renew itself: another product key extends it.' },
} as const satisfies Readonly<
  Record<string, { readonly renews: true } | { readonly renews: false; readonly why: string }>
>;

const notices = trialNoticesDaysBeforeEnd.map(
  (days) => ({ kind: 'trialEnding', days: -days, only: 'trials' }) as const,
);

/** What time does, by where the subscription stands, the earliest first. */
export const timeSteps: Readonly<Record<Status, readonly TimeStep[]>> = {
  active: [
    ...notices.map((notice) => ({ ...notice, to: 'active' }) as const),
    { kind: 'renewed', days: 0, to: 'active', only: 'whatRenews' },
    { kind: 'expired', days: 0, to: 'expired', only: 'whatEnds' },
  ],
  suspended: [
    ...notices.map((notice) => ({ ...notice, to: 'suspended' }) as const),
    { kind: 'expired', days: 0, to: 'expired' },
  ],
  expired: [{ kind: 'disabled', days: expiredDays, to: 'disabled' }],
  disabled: [{ kind: 'deleted', days: expiredDays + disabledDays, to: 'deleted' }],
  cancelled: [{ kind: 'deleted', days: expiredDays + disabledDays, to: 'deleted' }],
  deleted: [],
};

/** What people left it as, once an act has brought it there: where time has led it is written down nowhere. */
export function stateAt<State extends Status>(to: Status, before: State): State | 'active' | 'suspended' | 'cancelled' {
  return to === 'active' || to === 'suspended' || to === 'cancelled' ? to : before;
}
