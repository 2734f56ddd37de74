/** What the start page does: it calls the app's own API in the name of the persona that was picked. */
import type { HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import { findProduct } from '../shared/domain/product';
import { refuse } from '../shared/domain/refusal';
import { apiHeaders } from '../shared/http/security-headers';
import type { Clock } from '../shared/ports';
import { demoKeysOf } from './demo-keys';
import type { LocalRoute } from './host/http-functions';
import { localRoute } from './local-routes';
import type { Answer, OwnApi, Problem } from './own-api';
import { pageResponse } from './page';
import { personaOf, personas, type Persona } from './personas';
import { postedForm } from './posted-form';
import { StatesOfKey, type KeyToTry } from './start-keys';
import { Answers, CreatedOffer, OfferPage } from './start-offer';
import { delegationAlone, StartPage, type StartForm } from './start-page';
import { AnswerPage, CustomerList, CustomersPage } from './start-results';

/** What the start page needs. */
export interface StartWorld {
  readonly clock: Clock;
  readonly api: OwnApi;
  readonly origin: string;
  readonly advance: (duration: string) => Promise<boolean>;
}

const ProductList = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), kind: z.enum(['trial', 'purchase']) })),
});

const seeOther = (location: string): HttpResponseInit => ({
  status: 303,
  headers: { ...apiHeaders, Location: location },
});

const signedIn = (query: URLSearchParams): Persona => personaOf(query.get('persona') ?? '') ?? personas[0];

function formOf(fields: URLSearchParams): StartForm {
  return {
    persona: signedIn(fields),
    usageLocation: fields.get('usageLocation') ?? 'IL',
    productId: fields.get('productId') ?? '',
    quantity: fields.get('quantity') ?? '10',
    language: fields.get('language') ?? 'en',
    delegatedAdministration: fields.get('delegatedAdministration') === 'yes',
  };
}

/** A trial invitation, of a product to buy a purchase offer, and without any product a delegation offer. */
function askedFor({ persona: _persona, productId, quantity, ...common }: StartForm) {
  if (productId === delegationAlone) {
    const { usageLocation, language } = common;
    return { path: '/api/delegation-offers', body: { usageLocation, language } };
  }
  return findProduct(productId)?.kind === 'purchase'
    ? { path: '/api/purchase-offers', body: { ...common, lines: [{ productId, quantity: Number(quantity) }] } }
    : { path: '/api/trial-invitations', body: { ...common, productId } };
}

const offerPath = (offerId: string | undefined): string => `/api/offers/${encodeURIComponent(offerId ?? '')}`;
const offerPage = (offerId: string | undefined, persona: Persona): HttpResponseInit =>
  seeOther(`/local/start/offers/${encodeURIComponent(offerId ?? '')}?persona=${persona.id}`);

/** The start page and the pages behind it. */
export function startRoutes({ clock, api, origin, advance }: StartWorld): readonly LocalRoute[] {
  /** Those of the demo data that the partner has, with what became of each. */
  const keysToTry = async (persona: Persona): Promise<Answer<readonly KeyToTry[]>> => {
    const found: KeyToTry[] = [];
    for (const { key, productId, quantity } of demoKeysOf(persona.tenantId)) {
      const query = new URLSearchParams({ lastFive: key.slice(-5), limit: '1' });
      const answer = await api.get(persona, `/api/product-keys?${query.toString()}`, StatesOfKey);
      if (!answer.ok) return answer;
      const product = findProduct(productId)?.name ?? productId;
      found.push(...answer.value.items.map(({ state }) => ({ key, product, quantity, state })));
    }
    return { ok: true, value: found };
  };
  const startPage = async (status: number, form: StartForm, refused?: Problem): Promise<HttpResponseInit> => {
    const query = new URLSearchParams({ usageLocation: form.usageLocation });
    const [products, keys] = await Promise.all([
      api.get(form.persona, `/api/products?${query.toString()}`, ProductList),
      keysToTry(form.persona),
    ]);
    const problem = refused ?? (products.ok ? undefined : products.problem);
    const items = products.ok ? products.value.items : [];
    return pageResponse(
      status,
      <StartPage form={form} products={items} keys={keys} problem={problem} now={clock.now()} origin={origin} />,
    );
  };
  const offerShown = async (
    status: number,
    offerId: string | undefined,
    persona: Persona,
    refused?: Problem,
  ): Promise<HttpResponseInit> => {
    const path = offerPath(offerId);
    const [answer, answers] = await Promise.all([
      api.get(persona, path, CreatedOffer),
      api.get(persona, `${path}/redemptions?limit=5`, Answers),
    ]);
    return answer.ok
      ? pageResponse(status, <OfferPage offer={answer.value} persona={persona} answers={answers} problem={refused} />)
      : pageResponse(404, <AnswerPage persona={persona} path={path} answer={answer} />);
  };
  return [
    localRoute('start', 'GET', '', ({ query }) => startPage(200, formOf(query))),
    localRoute('startCreateOffer', 'POST', 'local/start/offers', async (request) => {
      const fields = await postedForm(request);
      if (!fields.ok) return fields;
      const form = formOf(fields.value);
      const { path, body } = askedFor(form);
      const created = await api.post(form.persona, path, body, CreatedOffer);
      return created.ok ? offerPage(created.value.id, form.persona) : startPage(422, form, created.problem);
    }),
    localRoute('startOffer', 'GET', 'local/start/offers/{offerId}', ({ params, query }) =>
      offerShown(200, params['offerId'], signedIn(query)),
    ),
    localRoute('startSendOffer', 'POST', 'local/start/offers/{offerId}/emails', async (request) => {
      const fields = await postedForm(request);
      if (!fields.ok) return fields;
      const persona = signedIn(fields.value);
      const { offerId } = request.params;
      const body = { recipients: [{ email: fields.value.get('email') ?? '' }] };
      const sent = await api.post(persona, `${offerPath(offerId)}/emails`, body, z.unknown());
      return sent.ok ? offerPage(offerId, persona) : offerShown(422, offerId, persona, sent.problem);
    }),
    localRoute('startRevokeOffer', 'POST', 'local/start/offers/{offerId}/revocation', async (request) => {
      const fields = await postedForm(request);
      if (!fields.ok) return fields;
      const persona = signedIn(fields.value);
      const { offerId } = request.params;
      const path = offerPath(offerId);
      const standing = await api.get(persona, path, CreatedOffer);
      const revoked = standing.ok
        ? await api.post(persona, `${path}/revocation`, {}, CreatedOffer, standing.etag)
        : standing;
      return revoked.ok ? offerPage(offerId, persona) : offerShown(422, offerId, persona, revoked.problem);
    }),
    localRoute('startCustomers', 'GET', 'local/start/customers', async ({ query }) => {
      const persona = signedIn(query);
      const answer = await api.get(persona, '/api/customers?limit=25', CustomerList);
      return pageResponse(200, <CustomersPage persona={persona} answer={answer} />);
    }),
    // In a form that is posted: addresses are kept by browsers and logs.
    localRoute('startFindKey', 'POST', 'local/start/product-keys', async (request) => {
      const fields = await postedForm(request);
      if (!fields.ok) return fields;
      const persona = signedIn(fields.value);
      const path = '/api/product-keys/search';
      const answer = await api.post(persona, path, { key: fields.value.get('key') ?? '' }, z.unknown());
      return pageResponse(200, <AnswerPage persona={persona} method="POST" path={path} answer={answer} />);
    }),
    localRoute('startView', 'GET', 'local/start/view', async ({ query }) => {
      const persona = signedIn(query);
      const path = query.get('path') ?? '/api/overview';
      if (!path.startsWith('/api/')) return refuse('not-found', { detail: 'Only answers of the API are shown here.' });
      const answer = await api.get(persona, path, z.unknown());
      return pageResponse(200, <AnswerPage persona={persona} path={path} answer={answer} />);
    }),
    localRoute('startClock', 'POST', 'local/start/clock', async (request) => {
      const fields = await postedForm(request);
      if (!fields.ok) return fields;
      const moved = await advance(`P${fields.value.get('days') ?? ''}D`);
      return moved ? seeOther('/') : refuse('invalid-request', { detail: 'Give a number of days.' });
    }),
  ];
}
