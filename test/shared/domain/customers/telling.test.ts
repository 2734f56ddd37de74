import { DigestContents, digestMails, digestWith, nextDigestAt } from '../../../../shared/domain/customers/digest';
import {
  changeMail,
  customerMail,
  readersOf,
  settleReaders,
  tellOf,
  toldChangesOf,
  type Changed,
} from '../../../../shared/domain/customers/telling';
import {
  preferencesOf,
  untouchedSettings,
  type MailChoice,
} from '../../../../shared/domain/partners/notification-settings';
import { aCustomer, after, aPartner } from '../../../redemption-samples';
import { bought } from '../../../subscription-samples';
import { contoso, noon, tenants } from '../../../world';
import { colleague } from '../passwords/samples';

const customer = aCustomer();
const subscription = { ...bought, partnerOfRecord: { partnerId: tenants.northwind, since: noon.toISOString() } };
const noa = { kind: 'user', userId: 'noa', name: 'Noa Levi' } as const;

const told = (changes: readonly Changed[], actor: Parameters<typeof tellOf>[0]['actor'] = noa, partner = aPartner()) =>
  tellOf({ partner, customer, actId: 'act', actor, changes, notTo: ['noa'], now: noon });

function only(changes: readonly Changed[]) {
  const [notification, ...more] = told(changes);
  if (!notification || more.length > 0) throw new Error(`There are ${more.length + 1}.`);
  return notification;
}

const reader = (userId: string, mail: MailChoice, email = `${userId}@northwind.example`) => ({
  user: { ...colleague(userId), email },
  settings: { ...untouchedSettings(colleague(userId)), mail },
});

describe('what the partner of record is told', () => {
  const suspended = { subscription, kind: 'suspended' } as const;

  it('is every change of one act together, and whose it was', () => {
    const {
      content,
      told: about,
      notificationId,
    } = only([suspended, { subscription, kind: 'resumed', endsAt: 'e', at: 'a' }]);
    expect(notificationId).toBe('changed-act');
    expect(content).toMatchObject({
      kind: 'subscriptionChanged',
      by: { side: 'partner', name: 'Noa Levi' },
      changes: [
        { kind: 'suspended', at: noon.toISOString(), quantity: bought.quantity, endsAt: bought.endsAt },
        { kind: 'resumed', at: 'a', endsAt: 'e' },
      ],
    });
    expect(about).toEqual({ primaryDomain: contoso.primaryDomain, country: customer.country, notTo: ['noa'] });
    const by = (actor: Parameters<typeof told>[1]) => told([suspended], actor)[0]?.content;
    expect(by({ kind: 'customer' })).toMatchObject({ by: { side: 'customer' } });
    expect(by({ kind: 'upkeep' })).toMatchObject({ by: { side: 'time' } });
  });

  it('is nothing of what another is on record for, nor of what none is, nor once it is no advisor', () => {
    const others = { ...subscription, partnerOfRecord: { ...subscription.partnerOfRecord, partnerId: 'other' } };
    expect(told([{ subscription: others, kind: 'suspended' }])).toEqual([]);
    expect(told([{ subscription: { ...subscription, partnerOfRecord: null }, kind: 'suspended' }])).toEqual([]);
    expect(told([suspended], noa, aPartner({ authorizations: ['serviceProvider'] }))).toEqual([]);
  });

  it('has words of its own where a trial or a subscription alone ends', () => {
    const template = (...changes: readonly Changed[]) => {
      const notification = only(changes);
      const told = toldChangesOf(notification);
      return told && changeMail(notification, told, reader('boaz', 'atOnce'), aPartner(), noon).content.template;
    };
    expect(template(suspended)).toBe('subscriptionChanged');
    expect(template({ subscription, kind: 'expired' })).toBe('subscriptionExpired');
    expect(template({ subscription, kind: 'trialEnding' })).toBe('trialEnding');
    expect(template({ subscription, kind: 'expired' }, suspended)).toBe('subscriptionChanged');
  });
});

it('tells the administrator on record what the partner has changed', () => {
  const changes = [{ subscription, kind: 'suspended' }] as const;
  const mail = customerMail({ partnerId: tenants.northwind, customer, changeId: 'c', changes, now: noon });
  expect(mail).toMatchObject({
    mailId: 'subscription-managed-c',
    to: { address: contoso.contact.email },
    content: { template: 'subscriptionManaged', changes: [{ kind: 'suspended' }], changedAt: noon.toISOString() },
  });
});

describe('who is mailed at once, and who once a day', () => {
  it('is each as they choose, no mailbox twice, and nobody who learns of it otherwise', () => {
    const readers = [
      reader('boaz', 'atOnce'),
      reader('carmel', 'dailyDigest'),
      reader('dana', 'none'),
      reader('noa', 'atOnce'),
      reader('noa-too', 'atOnce', 'NOA@northwind.example'),
      reader('twin', 'dailyDigest', 'boaz@northwind.example'),
    ];
    const about = only([{ subscription, kind: 'suspended' }]);
    expect(settleReaders(about, readers, aPartner())).toEqual({ mailTo: ['boaz'], digestTo: ['carmel'] });
  });

  it('is nobody who was deactivated', () => {
    const users = [colleague('b'), { ...colleague('c'), status: 'deactivated' } as const, colleague('a')];
    const readers = readersOf(users, [reader('b', 'none').settings]);
    expect(readers.map(({ user, settings }) => [user.userId, preferencesOf(user, settings).mail])).toEqual([
      ['a', 'atOnce'],
      ['b', 'none'],
    ]);
  });
});

describe('a digest', () => {
  const notification = {
    ...only([
      { subscription, kind: 'suspended' },
      { subscription, kind: 'resumed' },
    ]),
    digestTo: ['boaz'],
  };
  const id = nextDigestAt({ cloud: 'global' }, noon);

  it('is due in the next morning of its cloud', () => {
    const at = (time: string, cloud: 'global' | 'china' = 'global') => nextDigestAt({ cloud }, new Date(time));
    expect(at('2026-11-30T04:59:59.999Z')).toBe('2026-11-30T05:00:00.000Z');
    expect(at('2026-11-30T05:00:00.000Z')).toBe('2026-12-01T05:00:00.000Z');
    expect(at('2026-11-30T05:00:00.000Z', 'china')).toBe('2026-11-30T23:00:00.000Z');
  });

  it('reaches back to the first that it tells', () => {
    const digest = digestWith(undefined, notification, id);
    expect(digest).toMatchObject({
      digestId: id,
      state: 'open',
      since: noon.toISOString(),
      dueAt: id,
      writtenUpTo: '',
    });
    const at = (seconds: number) => digestWith(digest, { ...notification, at: after(seconds).toISOString() }, id).since;
    expect([at(-60), at(60)]).toEqual([after(-60).toISOString(), noon.toISOString()]);
  });

  it('lists fifty changes and counts the others, for each user whom it tells something', () => {
    const contents = new DigestContents();
    contents.add({ ...notification, told: undefined });
    expect(contents.of('boaz')).toBeUndefined();
    for (let count = 0; count < 30; count += 1) contents.add(notification);
    const content = contents.of('boaz');
    expect(content?.changes).toHaveLength(50);
    expect(content?.changes[0]).toMatchObject({ companyName: contoso.companyName, change: { kind: 'suspended' } });
    expect(content?.total).toBe(60);
    const digest = digestWith(undefined, notification, id);
    const mailed = (mail: MailChoice, userId = 'boaz') =>
      digestMails(digest, contents, [reader(userId, mail)], aPartner(), noon).map(({ to }) => to.address);
    expect(mailed('dailyDigest')).toEqual(['boaz@northwind.example']);
    expect(mailed('none')).toEqual([]);
    expect(mailed('dailyDigest', 'carmel')).toEqual([]);
  });
});
