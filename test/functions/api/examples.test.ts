/** Every example of the reference works on the demo data of `npm start`, after those that it names. */
import { parse, type HTMLElement } from 'node-html-parser';
import { seedDemoData } from '../../../local/demo-data';
import { personaOf } from '../../../local/personas';
import { access, type HttpOperationName } from '../../../shared/http/access';
import { examples } from '../../../shared/openapi/document';
import { apiDocument } from '../../api-contract';
import { Ground } from '../../fuzz/ground';
import { messageOf, requestOf } from '../../shown-message';
import { operator, person, World, type Answer } from '../../world';

const documented = Object.values(apiDocument.paths).flatMap((item) =>
  Object.values(item).map(({ operationId }) => operationId as HttpOperationName),
);
const sent = documented.filter((name) => examples[name].not === undefined);
const { tenantId = '', userId = '' } = personaOf('northwind-admin') ?? {};
const noa = person(tenantId, userId);

let page: HTMLElement;
let ground: Ground<undefined>;
beforeAll(async () => {
  const world = new World();
  await seedDemoData(world.ports);
  page = parse((await world.call('showReference')).text);
  ground = await Ground.of(world, undefined);
});

const shownOf = (name: HttpOperationName) => page.querySelector(`#${name} pre`)?.textContent ?? '';

/** What the braces of later examples stand for, out of this answer and of the mails. */
async function told(world: World, name: HttpOperationName, answer: Answer): Promise<Readonly<Record<string, string>>> {
  await world.deliver();
  const { json } = answer;
  const end = (address: unknown) => String(address).split('/').at(-1) ?? '';
  const codes = world.mails.filter(({ code }) => code !== undefined);
  const codeTo = (address: string) => codes.findLast(({ to }) => to.address === address)?.code;
  const [cookie] = answer.cookies;
  const link = world.mails.map(({ text }) => /\/requests\/([\w-]+)/u.exec(text)?.[1]).findLast((one) => one);
  const stop = world.mails.map(({ text }) => /\/stop\/([\w-]+)/u.exec(text)?.[1]).findLast((one) => one);
  const found = {
    confirmationCode: codes.at(-1)?.code,
    currentCode: codeTo('tal@tailspin.example'),
    newCode: codeTo('omer@tailspin.example'),
    redemptionId: json.redemptionId,
    readMark: json.readMark,
    ...(json.url === undefined ? {} : { offerId: json.id, code: end(json.url) }),
    ...(json.accessUrl === undefined ? {} : { token: end(json.accessUrl) }),
    ...(json.revealUrl === undefined ? {} : { resetId: json.id, token: end(json.revealUrl) }),
    ...(name === 'sendOffer' ? { emailId: (json.items as readonly { id: string }[])[0]?.id } : {}),
    ...(name === 'createServiceRequest' ? { token: link } : {}),
    ...(name === 'sendOffer' ? { token: stop } : {}),
    ...(cookie ? { cookie: `${cookie.name}=${cookie.value}` } : {}),
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([gap, value]) => (typeof value === 'string' ? [[gap, value]] : [])),
  );
}

/** Sends those that come before it, each after its own, and then the example itself. */
async function send(name: HttpOperationName, world: World, gaps: Record<string, string>): Promise<Answer> {
  for (const before of examples[name].after ?? []) {
    const answer = await send(before, world, gaps);
    if (answer.status >= 400) throw new Error(`${before} before it: ${answer.text}`);
    Object.assign(gaps, await told(world, before, answer));
  }
  const { name: found, call } = requestOf(shownOf(name), gaps, access[name].by === 'operator' ? operator : noa);
  expect(found).toBe(name);
  return world.call(name, call);
}

it.each(sent)('the example of %s works', async (name) => {
  const answer = await send(name, ground.anew(), {});
  expect([answer.status < 300, answer.status < 300 ? '' : answer.text]).toEqual([true, '']);
});

it('all examples but a few can be sent, and those say why not', () => {
  const others = documented.filter((name) => !sent.includes(name));
  for (const name of others) expect(page.querySelector(`#${name}`)?.textContent).toContain(examples[name].not);
  expect(others.length).toBeLessThanOrEqual(16);
  for (const name of documented) expect(messageOf(shownOf(name)).first).not.toBe('');
});
