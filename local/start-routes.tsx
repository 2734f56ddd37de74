/** What the start page does: it calls the app's own API in the name of the persona that was picked. */
import type { HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import { refuse } from '../shared/domain/refusal';
import { apiHeaders } from '../shared/http/security-headers';
import type { Clock } from '../shared/ports';
import type { LocalRoute } from './host/http-functions';
import { localRoute } from './local-routes';
import type { OwnApi, Problem } from './own-api';
import { pageResponse } from './page';
import { personaOf, personas, type Persona } from './personas';
import { postedForm } from './posted-form';
import { StartPage, type StartForm } from './start-page';
import { AnswerPage, Answers, CreatedOffer, CustomerList, CustomersPage, InvitationPage } from './start-results';

/** What the start page needs. */
export interface StartWorld {
  readonly clock: Clock;
  readonly api: OwnApi;
  readonly origin: string;
  readonly advance: (duration: string) => Promise<boolean>;
}

const ProductList = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });

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
    language: fields.get('language') ?? 'en',
    delegatedAdministration: fields.get('delegatedAdministration') === 'yes',
  };
}

/** The start page and the pages behind it. */
export function startRoutes({ clock, api, origin, advance }: StartWorld): readonly LocalRoute[] {
  const startPage = async (status: number, form: StartForm, refused?: Problem): Promise<HttpResponseInit> => {
    const query = new URLSearchParams({ usageLocation: form.usageLocation, kind: 'trial' });
    const products = await api.get(form.persona, `/api/products?${query.toString()}`, ProductList);
    const problem = refused ?? (products.ok ? undefined : products.problem);
    const items = products.ok ? products.value.items : [];
    return pageResponse(
      status,
      <StartPage form={form} products={items} problem={problem} now={clock.now()} origin={origin} />,
    );
  };
  return [
    localRoute('start', 'GET', '', ({ query }) => startPage(200, formOf(query))),
    localRoute('startInvitation', 'POST', 'local/start/invitations', async (request) => {
      const fields = await postedForm(request);
      if (!fields.ok) return fields;
      const form = formOf(fields.value);
      const { persona, ...invitation } = form;
      const created = await api.post(persona, '/api/trial-invitations', invitation, CreatedOffer);
      if (!created.ok) return startPage(422, form, created.problem);
      return seeOther(`/local/start/offers/${created.value.id}?persona=${persona.id}`);
    }),
    localRoute('startOffer', 'GET', 'local/start/offers/{offerId}', async ({ params, query }) => {
      const persona = signedIn(query);
      const path = `/api/offers/${encodeURIComponent(params['offerId'] ?? '')}`;
      const [answer, answers] = await Promise.all([
        api.get(persona, path, CreatedOffer),
        api.get(persona, `${path}/redemptions?limit=5`, Answers),
      ]);
      return answer.ok
        ? pageResponse(200, <InvitationPage offer={answer.value} persona={persona} answers={answers} />)
        : pageResponse(404, <AnswerPage persona={persona} path={path} answer={answer} />);
    }),
    localRoute('startCustomers', 'GET', 'local/start/customers', async ({ query }) => {
      const persona = signedIn(query);
      const answer = await api.get(persona, '/api/customers?limit=25', CustomerList);
      return pageResponse(200, <CustomersPage persona={persona} answer={answer} />);
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
