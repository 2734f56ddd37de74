/** Everything that can happen between a partner and a customer, told of people whose names stand nowhere else. */
import { suppress } from '../shared/domain/mail/suppression';
import { tellDueChanges } from '../shared/customers/told-changes';
import { foldForSearch } from '../shared/domain/text';
import { mailboxKey } from '../shared/signing/mailbox-key';
import { Partner, partnerKey } from '../shared/domain/partners/partner';
import { accessToken, openAccess } from './access-world';
import { addPeople, reset, tokenOf } from './directory-world';
import { apply, loadedKey } from './key-world';
import { changeOffer } from './link-world';
import { deskOf, note as addNote, openAsDesk, raised } from './request-world';
import { noa, tenants, type Answer, type World } from './world';

export const zelda = { name: 'Zelda Quixley', email: 'zelda.quixley@contoso.example', phone: '+972 3 555 7291' };
const yorick = { name: 'יוריק פלדמן', email: 'yorick@contoso.example', phone: '+972 3 555 8362' };
const wanda = {
  userId: '7a1f8f0e-54c3-4c8b-9a56-0a6f3d5f2b11',
  name: 'Wanda Opperheim',
  email: 'wanda@contoso.example',
  mailbox: 'w.opperheim@contoso.example',
  alternateAddresses: ['wanda.private@tailspin.example'],
  enabled: true,
  passwordIn: 'directory',
  roles: [],
  licences: [],
} as const;
const xerxes = { name: 'Xerxes Vandermolen', email: 'xerxes@contoso.example', phone: '+972 3 555 9473' };

/** What must be found nowhere: parts of names and addresses, telephone numbers, and words that people wrote. */
export const markers = [
  ...['zelda', 'quixley', 'yorick', 'יוריק', 'פלדמן', 'xerxes', 'vandermolen', 'ursula', 'tiberius'],
  ...['wanda', 'opperheim', 'hobnobbery', 'cattywampus', 'lollygag'],
  ...['5557291', '5558362', '5559473', 'grumbleflop', 'snicklefritz', 'wobblegong', 'bumfuzzle', 'taradiddle'],
] as const;

export const contosoId = 'domain:contoso.example';

/** Every way in which a marker may be written down: folded, escaped in places, in addresses, and within base64url. */
const spellings = markers.map((marker) => {
  const folded = foldForSearch(marker);
  const escaped = Array.from(folded, (one) =>
    one > '}' ? `~${one.charCodeAt(0).toString(16).padStart(4, '0')}` : one,
  );
  const encoded = [0, 1, 2].map((shift) => {
    const text = Buffer.from(`${' '.repeat(shift)}${marker}`).toString('base64url');
    return text.slice(shift === 0 ? 0 : shift + 1, -2);
  });
  return { marker, spelled: [...new Set([marker, folded, escaped.join(''), encodeURIComponent(marker), ...encoded])] };
});

/** Which of the markers a text holds, however they are spelled. */
export function found(text: string): readonly string[] {
  const lower = text.toLowerCase();
  const digits = text.replace(/[\s-]/gu, '');
  return spellings.flatMap(({ marker, spelled }) =>
    spelled.some((one) => text.includes(one) || lower.includes(one) || digits.includes(one)) ? marker : [],
  );
}

async function went(answer: Promise<Answer>, ...expected: readonly number[]): Promise<Answer> {
  const done = await answer;
  if (!(expected.length === 0 ? done.status < 300 : expected.includes(done.status)))
    throw new Error(`${done.status}: ${done.text}`);
  return done;
}

/** Lives a customer's whole life, and leaves it with something of every kind. */
export async function wholeLife(world: World): Promise<void> {
  await world.addPartner();
  const { id: offerId, code } = await world.invite({
    delegatedAdministration: true,
    maxRedemptions: 1,
    introduction: `Dear ${zelda.name}, good to meet you.`,
    reference: `Met ${zelda.email}`,
  });
  const recipients = [{ email: 'ursula@contoso.example' }, { email: 'someone@tailspin.example' }];
  await went(world.call('sendOffer', { as: noa, params: { offerId }, body: { recipients } }));
  await world.deliver();
  const first = await world.redeem(code, { contact: zelda, acceptDelegatedAdministration: true });
  await went(world.confirm(code, first, await world.mailedCode(zelda.email)));

  // What others say of them, to other offers, and verified by nobody.
  const open = await world.invite();
  const decline = (body: unknown) => went(world.call('declineOffer', { params: { code: open.code }, body }));
  await decline({ reason: `Ask ${zelda.email}, grumbleflop` });
  await decline({ email: 'TIBERIUS@contoso.example', reason: 'snicklefritz' });
  await decline({ email: 'other@tailspin.example', reason: 'Wait for Zelda QUIXLEY, wobblegong' });
  const over = await world.invite();
  await changeOffer(world, over.id, { state: 'revoked' });
  const fresh = { name: 'Tiberius Vex', email: 'tiberius@contoso.example', message: 'bumfuzzle' };
  await went(world.call('requestFreshLink', { params: { code: over.code }, body: fresh }));

  // An answer that waits for the administrator's code, and a claim to that place.
  const waiting = await world.redeem(open.code, { contact: xerxes });
  world.pass({ minutes: 2 });
  await went(world.call('resendCode', { params: { code: open.code, redemptionId: waiting }, body: {} }));
  await went(world.call('claimAdministrator', { params: { code: open.code, redemptionId: waiting }, body: {} }));
  const proof = { confirmationCode: await world.mailedCode(xerxes.email) };
  await went(world.call('confirmClaim', { params: { code: open.code, redemptionId: waiting }, body: proof }));

  // Product keys, with everything that can be asked for, and another administrator.
  const asked = { customer: { id: contosoId }, requestPartnerOfRecord: true, mode: 'new' };
  await went(apply(world, [await loadedKey(world, 900)], asked));
  const { token, session } = await openAccess(world, accessToken(world), zelda.email);
  const headers = { cookie: session };
  const [application] = await world.documents('key-application');
  const { asks } = application as { asks: readonly { askId: string }[] };
  await went(
    world.call('answerAsk', { params: { token, askId: asks[0]?.askId ?? '' }, body: { given: true }, headers }),
  );
  await went(world.call('changeAdministrator', { params: { token }, body: yorick, headers }));
  const currentCode = await world.mailedCode(zelda.email);
  const newCode = await world.mailedCode(yorick.email);
  await went(world.call('confirmAdministrator', { params: { token }, body: { currentCode, newCode }, headers }));

  // The password of somebody in its directory, and, waiting for a colleague, its administrator's.
  await addPeople(world, { ...wanda, alternateAddresses: [...wanda.alternateAddresses], roles: [], licences: [] });
  const link = tokenOf(await went(reset(world, wanda.userId, { body: { secondFactor: 'mail' } })));
  await went(world.call('askForRevealCode', { params: { token: link }, body: {} }));
  const people = await went(world.call('listCustomerUsers', { as: noa, params: { customerId: contosoId } }));
  const { items } = people.json as { items: readonly { userId: string; email: string }[] };
  const onRecord = items.find(({ email }) => email === yorick.email);
  await went(reset(world, onRecord?.userId ?? ''));

  // What a support desk looks after for it.
  const requestNumber = await raised(world, { title: 'Mail of Zelda', description: 'Quixley gets none, hobnobbery' });
  await went(addNote(world, requestNumber, { text: `Called ${yorick.name}, cattywampus`, shared: true }));
  const { requestToken } = deskOf(world, requestNumber);
  const cookie = await openAsDesk(world, requestToken);
  const answer = { text: 'Ask Zelda Quixley, lollygag' };
  const asDesk = { params: { token: requestToken }, headers: { cookie }, body: answer };
  await went(world.call('answerServiceRequest', asDesk));

  // What the partner does and notes.
  const params = { customerId: contosoId };
  const ifMatch = { 'if-match': '*' };
  const note = { tags: ['Quixley'], aliases: ['Zelda’s shop'], note: `Ask for ${yorick.name}, taradiddle` };
  await went(world.call('updateCustomer', { as: noa, params, headers: ifMatch, body: note }));
  const subscriptions = await world.documents('subscription');
  for (const { subscriptionId } of subscriptions) {
    const taskId = `${String(subscriptionId)}-1`;
    const failed = { state: 'failed', reason: `${zelda.name} has not signed` };
    await went(
      world.call('updateProvisioningTask', { as: noa, params: { taskId }, headers: ifMatch, body: failed }),
      200,
      409,
    );
  }
  await tellDueChanges(world.ports);
  const partner = await world.store.read(Partner, { partition: tenants.northwind, id: partnerKey });
  if (!partner) throw new Error('There is no partner.');
  const [mail] = await world.documents('mail');
  const suppression = suppress({
    partnerId: tenants.northwind,
    suppressionId: mailboxKey(partner.document, 'ursula@contoso.example'),
    address: 'ursula@contoso.example',
    reason: 'bounced',
    mailId: String(mail?.mailId),
    now: new Date(world.now),
  });
  await world.store.write(tenants.northwind, [{ kind: 'create', document: suppression }]);
  await world.deliver();
  // What is left to be sent, a code that nobody entered, and an answer that nobody has confirmed.
  world.mailService = () => ({ kind: 'unavailable', detail: 'down' });
  world.pass({ minutes: 2 });
  await went(world.call('askForAccessCode', { params: { token }, body: {} }));
  await world.redeem((await world.invite()).code, { contact: { ...zelda, email: 'zelda.quixley@contoso.example' } });
  await world.deliver();
}
