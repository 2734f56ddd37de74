/** The partners, users, customers, subscriptions, product keys and the delegation offer that a new local installation starts with. */
import { createHash } from 'node:crypto';
import { customerWrites } from '../shared/customers/customer-writes';
import { createCustomer, customerIdOfDomain, emptyTally, type Customer } from '../shared/domain/customers/customer';
import {
  delegationNow,
  grantDelegation,
  nextMoment,
  type Delegation,
  type Delegator,
} from '../shared/domain/customers/delegation';
import type { DirectoryRecord } from '../shared/domain/customers/directory-record';
import { withSubscriptions } from '../shared/domain/customers/standing';
import { agreeOnProvisioning, reportTask, type Provisioned } from '../shared/domain/customers/provisioning';
import { TaskReport, type ProvisioningTask, type Worker } from '../shared/domain/customers/provisioning-task';
import { rescheduled, startTrial, subscriptionView, type Subscription } from '../shared/domain/customers/subscription';
import { EndedBy } from '../shared/domain/ended-by';
import type { Offer } from '../shared/domain/offers/offer';
import { createOffer, delegationOffer, DelegationOfferRequest } from '../shared/domain/offers/offer-draft';
import type { CompanyProfile } from '../shared/domain/partners/company-profile';
import { createPartner, type Partner } from '../shared/domain/partners/partner';
import { partnerEntry } from '../shared/domain/partners/partner-entry';
import { createGlobalAdministrator, userKey, type User } from '../shared/domain/partners/user';
import { familyOf, productsFor, type Product } from '../shared/domain/product';
import { systemPartition } from '../shared/domain/system';
import { addDays, type Language } from '../shared/domain/text';
import { summaryIdOf } from '../shared/offers/summary-id';
import type { Ports, Store, StoredDocument, Write } from '../shared/ports';
import { uuidOf } from '../shared/signing/derived-id';
import { loadDemoKeys } from './demo-key-loads';
import { naming } from './demo-names';
import { demoPeople } from './demo-people';
import { demoRequest, demoRequests } from './demo-requests';
import { personas, tenants, type Persona } from './personas';

type World = Pick<Ports, 'partners' | 'productKeys' | 'keyFingerprints' | 'clock'>;

interface DemoPartner {
  readonly tenantId: string;
  readonly name: string;
  readonly cloud: Partner['cloud'];
  readonly customers: number;
  readonly languages: readonly Language[];
  readonly profile: Pick<
    CompanyProfile,
    'phone' | 'email' | 'website' | 'address' | 'offices' | 'preferredLanguage' | 'accent'
  >;
  readonly switches: Readonly<Record<string, Pick<User, 'companyRole' | 'supportedCompanies'>>>;
}

const full = { companyRole: 'globalAdministrator', supportedCompanies: 'full' } as const;

const demoPartners: readonly DemoPartner[] = [
  {
    tenantId: tenants.northwind,
    name: 'Northwind Cloud Partners',
    cloud: 'global',
    customers: 42,
    languages: ['he', 'en'],
    profile: {
      phone: '+972 3 555 0100',
      email: 'hello@northwind.example',
      website: 'https://www.northwind.example',
      address: '12 Rothschild Boulevard\nTel Aviv',
      offices: [
        { id: 'tel-aviv', name: 'Tel Aviv' },
        { id: 'haifa', name: 'Haifa' },
      ],
      preferredLanguage: 'he',
      accent: '#0f6cbd',
    },
    switches: {
      'northwind-admin': full,
      'northwind-helpdesk': { companyRole: 'none', supportedCompanies: 'limited' },
      'northwind-billing': { companyRole: 'billingAdministrator', supportedCompanies: 'none' },
    },
  },
  {
    tenantId: tenants.fabrikam,
    name: 'Fabrikam Business Solutions',
    cloud: 'global',
    customers: 250,
    languages: ['en', 'he', 'en'],
    profile: {
      phone: '+1 425 555 0199',
      email: 'partners@fabrikam.example',
      website: 'https://fabrikam.example',
      address: '1 Lake Street\nSeattle',
      offices: [{ id: 'main', name: 'Seattle' }],
      preferredLanguage: 'en',
      accent: '#8f3a84',
    },
    switches: { 'fabrikam-admin': full },
  },
  {
    tenantId: tenants.lotus,
    name: '莲花云服务',
    cloud: 'china',
    customers: 18,
    languages: ['zh-CN'],
    profile: {
      phone: '+86 21 5550 0188',
      email: 'service@lotus.example',
      website: 'https://www.lotus.example',
      address: '上海市浦东新区世纪大道 100 号',
      offices: [{ id: 'main', name: '上海' }],
      preferredLanguage: 'zh-CN',
      accent: '#c4314b',
    },
    switches: { 'lotus-admin': full },
  },
];

/** Customers go in together with what they have, so many of them in a batch. */
const customersPerBatch = 8;

/** Writes the demo data; what is there already stays as it is, so that a seeding that was cut short is finished by the next. */
export async function seedDemoData(world: World): Promise<void> {
  const { partners, clock } = world;
  const now = clock.now();
  for (const demo of demoPartners) {
    const since = addDays(now, -400);
    await createUnlessThere(partners, systemPartition, [partnerEntry(demo.tenantId, since)]);
    const partner = demoPartner(demo, since);
    const users = personas
      .filter(({ tenantId }) => tenantId === demo.tenantId)
      .map((person) => demoUser(demo, person, since));
    const tally = { ...emptyTally(demo.tenantId), customers: demo.customers };
    await createUnlessThere(partners, demo.tenantId, [partner, tally, ...users]);
    if (demo.tenantId === tenants.northwind)
      await createUnlessThere(partners, demo.tenantId, [demoDelegationOffer(partner, now)]);
    const customers = Array.from({ length: demo.customers }, (_, index) => demoCustomer(demo, index, now));
    for (let start = 0; start < customers.length; start += customersPerBatch) {
      const some = customers.slice(start, start + customersPerBatch);
      await createUnlessThere(
        partners,
        demo.tenantId,
        some.flatMap(({ customer, subscriptions, tasks, delegations, people }) => [
          ...documentsOf(customerWrites(customer, undefined)),
          ...subscriptions,
          ...tasks,
          ...delegations,
          ...people,
        ]),
      );
    }
    // Every other customer delegates for good, or for two years.
    const helped = customers.map(({ customer }) => customer).slice(0, demoRequests * 2);
    await createUnlessThere(
      partners,
      demo.tenantId,
      helped
        .filter((customer) => delegationNow(customer, now).status === 'active')
        .flatMap((customer, index) => demoRequest(customer, index, raiserOf(demo), digest, now)),
    );
    if (partner.cloud === 'global' && partner.authorizations.includes('subscriptionAdvisor'))
      await loadDemoKeys(world, administratorOf(demo), partner.cloud);
  }
}

async function createUnlessThere(
  partners: Store,
  partition: string,
  documents: readonly StoredDocument[],
): Promise<void> {
  const creates = documents.map((document) => ({ kind: 'create', document }) as const);
  const written = await partners.write(partition, creates);
  if (!written.ok && written.reason !== 'exists')
    throw new Error(`The demo data could not be written: ${written.reason}`);
}

function documentsOf(writes: readonly Write[]): readonly StoredDocument[] {
  return writes.flatMap((write) => ('document' in write ? write.document : []));
}

function administratorOf({ name, switches }: DemoPartner): Persona {
  const administrator = personas.find(({ id }) => Object.keys(switches)[0] === id);
  if (!administrator) throw new Error(`No persona administers ${name}.`);
  return administrator;
}

function raiserOf(demo: DemoPartner) {
  const { userId, name, email } = administratorOf(demo);
  return { userId, name, email };
}

function demoPartner(demo: DemoPartner, since: Date): Partner {
  const { tenantId, name, cloud, profile } = demo;
  const { userId, name: adminName, email } = administratorOf(demo);
  const created = createPartner({
    partnerId: tenantId,
    edit: {
      name,
      cloud,
      authorizations: ['delegatedAdministration', 'serviceProvider', 'subscriptionAdvisor'],
      globalAdministrator: { userId, name: adminName, email },
    },
    idSalt: digest(`salt ${tenantId}`),
    now: since,
  });
  return { ...created, profile: { ...created.profile, ...profile }, profileRevision: 1 };
}

function demoUser({ tenantId, switches }: DemoPartner, person: Persona, since: Date): User {
  const user = createGlobalAdministrator({ partnerId: tenantId, person, now: since });
  return { ...user, id: userKey(person.userId), ...switches[person.id] };
}

function demoCustomer(
  demo: DemoPartner,
  index: number,
  now: Date,
): {
  readonly customer: Customer;
  readonly subscriptions: readonly Subscription[];
  readonly tasks: readonly ProvisioningTask[];
  readonly delegations: readonly Delegation[];
  readonly people: readonly DirectoryRecord[];
} {
  const partnerId = demo.tenantId;
  const language = pick(demo.languages, index);
  const names = naming[language];
  // Steps through all pairs of names before one of them comes again.
  const pair = Math.floor(index / demo.languages.length) + pairsBefore(demo.languages, index) * 7;
  const [first, firstSlug] = pick(names.first, pair);
  const [second, secondSlug] = pick(names.second, Math.floor(pair / names.first.length));
  const [person, mailbox] = pick(names.people, index);
  const domain = `${firstSlug}-${secondSlug}${pairsBefore(demo.languages, index) > 0 ? '-group' : ''}.example`;
  const joined = addDays(now, -300 + index);
  const customer = createCustomer({
    partnerId,
    customerId: customerIdOfDomain(domain),
    companyName: names.join(first, second),
    primaryDomain: domain,
    country: names.country,
    contact: { name: person, email: `${mailbox}@${domain}`, phone: `${names.phone}${String(10 + (index % 90))}` },
    language,
    now: joined,
  });
  const { userId, name: userName } = administratorOf(demo);
  const worker = { kind: 'user', userId, name: userName } as const;
  const subscriptions = demoSubscriptions(customer, productsFor(demo.cloud, names.country), index, worker, now);
  const { delegation, document } = demoDelegation(customer, index, joined, now);
  const whole = withSubscriptions(
    { ...customer, delegation, holdings: Object.fromEntries(subscriptions.map(({ holding }) => holding)) },
    subscriptions.map(({ subscription }) => subscription),
    now,
  );
  return {
    delegations: document ? [document] : [],
    customer: whole,
    people: demoPeople(whole, index, names.people),
    subscriptions: subscriptions.map(({ subscription }) => subscription),
    tasks: subscriptions.flatMap(({ tasks }) => tasks),
  };
}

/** For good, none, for two years or until soon, ended by each in turn: in turns. */
function demoDelegation(
  customer: Customer,
  index: number,
  joined: Date,
  now: Date,
): { readonly delegation: Delegator['delegation']; readonly document?: Delegation | undefined } {
  const turn = index % 4;
  if (turn === 1) return { delegation: customer.delegation };
  const seed = `${customer.partnerId} ${customer.id} delegation`;
  const endsSoon = index % 20 === 2;
  const daysSince = Math.round((now.getTime() - joined.getTime()) / 86_400_000);
  const granted = grantDelegation(
    customer,
    {
      redemptionId: digest(seed).slice(0, 22),
      offerId: digest(`offer ${seed}`).slice(0, 32),
      summaryId: `DEMO-${String(1000 + index)}`,
      acceptedBy: { name: customer.contact.name, email: customer.contact.email },
      days: turn === 2 ? (endsSoon ? daysSince + 12 : 730) : undefined,
    },
    joined,
  );
  const made = granted.delegations.flatMap((write) => (write.kind === 'create' ? [write.document] : []))[0];
  const { delegation } = granted.customer;
  if (!made || delegation.status !== 'active') return { delegation, document: made };
  if (turn !== 3) {
    const lastUsedAt = addDays(now, -(index % 9)).toISOString();
    // What was due before the demo began has been told.
    const dueAt = made.until === undefined ? {} : { dueAt: nextMoment(made.until, now) };
    return { delegation, document: { ...made, lastUsedAt, ...dueAt } };
  }
  const { since, delegationId } = delegation;
  const end = {
    endedAt: addDays(joined, Math.min(90, daysSince)).toISOString(),
    endedBy: pick(EndedBy.options, Math.floor(index / 4)),
  };
  const until = end.endedBy === 'time' ? { until: end.endedAt, runsUntil: end.endedAt } : {};
  return {
    delegation: { status: 'ended', since, ...(delegationId === undefined ? {} : { delegationId }), ...end },
    document: { ...made, ...until, state: 'ended', ...end },
  };
}

/** Open for a year, for whoever has the link. */
function demoDelegationOffer(partner: Partner, now: Date): Offer {
  const { userId, name, email } = partner.globalAdministrator;
  const draft = delegationOffer(
    DelegationOfferRequest.parse({ usageLocation: 'IL', language: 'he', delegationDays: 365, validForDays: 365 }),
  );
  const offerId = digest(`delegation offer ${partner.partnerId}`).slice(0, 32);
  const made = createOffer(partner, draft, {
    offerId,
    summaryId: summaryIdOf(offerId),
    createdBy: { userId, name, email },
    now,
  });
  if (!made.ok) throw new Error(`The demo offer was not made: ${made.refusal}`);
  return made.value;
}

/** How many times the language of this customer stands before it in the partner's turns. */
function pairsBefore(languages: readonly Language[], index: number): number {
  const turn = index % languages.length;
  return languages.slice(0, turn).filter((language) => language === languages[turn]).length;
}

const states = [
  { source: 'purchase', state: 'active', endsIn: 200 },
  { source: 'trial', state: 'active', endsIn: 12 },
  { source: 'purchase', state: 'suspended', endsIn: 150 },
  { source: 'purchase', state: 'active', endsIn: -10 },
  { source: 'trial', state: 'active', endsIn: -60 },
  { source: 'purchase', state: 'cancelled', endsIn: 40 },
  { source: 'trial', state: 'active', endsIn: -200 },
] as const;

/** How far the setting up at Microsoft is, in turns; what was set up long ago has no task. */
const stages = ['pending', 'none', 'claimed', 'none', 'done', 'none', 'failed', 'none', 'following'] as const;

const reasons = {
  en: 'The domain belongs to another tenant. Please tell us which one is yours.',
  he: 'הדומיין שייך לדייר אחר. נא לעדכן אותנו איזה מהם שלכם.',
  'zh-CN': '该域名属于另一个租户，请告知哪一个是贵公司的租户。',
} as const;

/** A subscription that runs, with its tasks as people would have left them. */
function demoProvisioning(
  subscription: Subscription,
  customer: Customer,
  stage: (typeof stages)[number],
  worker: Worker,
  now: Date,
): Provisioned {
  const { status } = subscriptionView(subscription, now);
  if (stage === 'none' || (status !== 'active' && status !== 'suspended')) return { subscription, tasks: [] };
  const { reference, ...agreed } = subscription;
  const at = (days: number): Date => addDays(now, -days);
  const by = { kind: 'customer' } as const;
  const begun = agreeOnProvisioning({
    subscription: { ...agreed, provisioning: { state: 'pending' } },
    customer,
    by,
    now: at(3),
  });
  const [task] = begun.tasks;
  if (!task || stage === 'pending') return begun;
  const report = {
    claimed: { state: 'claimed' },
    following: { state: 'claimed' },
    done: { state: 'done', reference },
    failed: { state: 'failed', reason: reasons[customer.language] },
  } as const;
  const said = reportTask({
    task,
    subscription: begun.subscription,
    customer,
    report: TaskReport.parse(report[stage]),
    by: worker,
    now: at(2),
  });
  if (!said.ok) throw new Error(`The demo task was not reported on: ${said.refusal}`);
  if (stage !== 'following' || subscription.source === 'trial') return said.value;
  const before = said.value.subscription;
  const more = { ...before, quantity: before.quantity + 2, revision: before.revision + 1 };
  const tasks = { open: said.value.task };
  const followed = agreeOnProvisioning({ subscription: more, before, tasks, customer, by, now: at(1) });
  return { ...followed, tasks: [said.value.task, ...followed.tasks] };
}

function demoSubscriptions(customer: Customer, products: readonly Product[], index: number, worker: Worker, now: Date) {
  return [index, index + 3].map((turn, line) => {
    const { source, state, endsIn } = pick(states, turn);
    const product = pick(
      products.filter(({ kind, requires }) => kind === source && !requires),
      index + line,
    );
    const ends = addDays(now, endsIn);
    const startsAt = addDays(ends, source === 'trial' ? -(product.trialDays ?? 30) : -365);
    const subscriptionId = digest(`${customer.partnerId} ${customer.id} ${line}`).slice(0, 32);
    const trial = startTrial({
      partnerId: customer.partnerId,
      subscriptionId,
      customerId: customer.id,
      offerId: digest(`offer ${subscriptionId}`).slice(0, 32),
      product,
      now: startsAt,
    });
    const agreed: Subscription = {
      ...trial,
      source,
      state,
      quantity: source === 'trial' ? trial.quantity : 5 + (index % 40),
      endsAt: ends.toISOString(),
      // What has ended was not to be renewed.
      autoRenew: source === 'purchase' && state === 'active' && endsIn > 0,
      provisioning: { state: 'done' },
      reference: uuidOf(digest(`microsoft ${subscriptionId}`).slice(0, 32)),
    };
    const stage = pick(stages, index + line);
    const { subscription, tasks } = demoProvisioning(rescheduled(agreed, now), customer, stage, worker, now);
    const held =
      source === 'trial'
        ? { trialSubscriptionId: subscriptionId, trialEndsAt: ends.toISOString() }
        : { purchasedSubscriptionId: subscriptionId };
    return { subscription, tasks, holding: [familyOf(product), held] as const };
  });
}

function digest(text: string): string {
  return createHash('sha256').update(`kesher demo ${text}`).digest('hex');
}

function pick<T>(choices: readonly T[], index: number): T {
  const choice = choices[index % choices.length];
  if (choice === undefined) throw new Error('There is nothing to choose from.');
  return choice;
}
