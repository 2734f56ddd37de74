/** What all operations of customers have in common, of links, of access pages, of pages that show a password and of those that stop mails: the code or token, the reader's language, pages for people and JSON for programs. */
import type { Cookie } from '@azure/functions';
import type * as z from 'zod';
import { limits } from '../catalogue/limits';
import { refuse, type Refused, type Result } from '../domain/refusal';
import { languages, type Language } from '../domain/text';
import type { PageContext } from '../kit/cards';
import { pageSecurityPolicy } from '../kit/security-policy';
import { renderRefusalPage } from '../pages/dead-links/refusal-page';
import type { Access, Link, Ports, RequestName, Reveal, Stop } from '../ports';
import { acceptedLanguage } from './accepted-language';
import type {
  AccessOperation,
  DeskOperation,
  HttpOperationName,
  LinkOperation,
  RevealOperation,
  StopOperation,
} from './access';
import { answered, orUnavailable, type Answering, type Handler } from './answering';
import type { HttpAnswer } from './http-answer';
import { fingerprintOf, idempotencyKeyOf } from './idempotency';
import { problemOf, problemResponse, problems, refusalHeaders } from './problems';
import { check, mediaType, parseJson, readText, type IncomingRequest } from './request';
import { announcesMoreThan, endUnread } from './request-body';
import { apiHeaders, pageHeaders } from './security-headers';
import { logOutage } from './trace';

type PagePorts = Pick<Ports, 'partners' | 'clock' | 'logos' | 'settings'>;
export type LinkPorts = PagePorts & Pick<Ports, 'links'>;
export type AccessPorts = PagePorts & Pick<Ports, 'access' | 'secrets'>;
export type RevealPorts = PagePorts & Pick<Ports, 'reveals' | 'secrets' | 'random'>;
export type StopPorts = PagePorts & Pick<Ports, 'stops'>;
export type DeskPorts = PagePorts & Pick<Ports, 'random' | 'requests' | 'secrets'>;

/** What an operation of a customer takes. */
interface BodySpec<Body> {
  readonly body?: z.ZodType<Body>;
  /** A request without a body says the same as an empty object, or from a browser as an empty form. */
  readonly bodyOptional?: boolean;
  /** Where a form can be larger than what it says. */
  readonly bodyBytes?: number;
  /** Mail programs send the form too, from wherever they run and in either of its encodings (RFC 8058, section 3.2): the token alone says whose it is. */
  readonly byMailPrograms?: boolean;
}

/** What an operation of a customer is called with. */
export interface PageCall<Body = unknown> {
  readonly request: IncomingRequest;
  readonly params: Readonly<Record<string, string>>;
  /** The language that the reader switched to. */
  readonly chosenLanguage: Language | undefined;
  readonly traceId: string;
  readonly now: Date;
  /** Reads the body: a form when it is one, JSON otherwise. */
  readonly read: (fromForm: (form: URLSearchParams) => unknown) => Promise<LinkInput<Body>>;
  /** The same for what only some may say. */
  readonly readAs: <T>(schema: z.ZodType<T>, fromForm: (form: URLSearchParams) => unknown) => Promise<LinkInput<T>>;
}

/** What an operation of a link is called with. */
export interface LinkCall<Body = unknown> extends PageCall<Body> {
  readonly code: string;
  readonly link: Link;
}

/** What an operation of an access page is called with. */
export interface AccessCall<Body = unknown> extends PageCall<Body> {
  readonly token: string;
  readonly access: Access;
}

/** What an operation of a page that shows a password is called with. */
export interface RevealCall<Body = unknown> extends PageCall<Body> {
  readonly token: string;
  readonly reveal: Reveal;
}

/** What an operation of a service request's page is called with. */
export interface DeskCall<Body = unknown> extends PageCall<Body> {
  readonly token: string;
  readonly named: RequestName;
}

/** What an operation of the page that stops mails is called with. */
export interface StopCall<Body = unknown> extends PageCall<Body> {
  readonly token: string;
  readonly stop: Stop;
}

/** The body, with what was typed when it came from a form, and the request's Idempotency-Key. */
interface LinkInput<T> {
  readonly result: Result<T>;
  readonly typed: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | undefined;
  /** Whether it came by the form of a page, which has a hidden key that is another one each time it is shown. */
  readonly fromPage: boolean;
}

/** A good answer in both forms: a program gets `json`, a person the page, or is sent to see another one. */
export interface LinkAnswer {
  readonly status: number;
  readonly json: () => unknown;
  readonly page: { readonly html: () => string; readonly accent: string | null } | { readonly seeOther: string };
  /** It is a page for programs too. */
  readonly isPageAlone?: boolean | undefined;
  /** Where the finished answer is kept in this form, when whoever asks the same next can be given the same. */
  readonly keep?: ((form: 'page' | 'json', make: () => HttpAnswer) => HttpAnswer) | undefined;
  readonly cookies?: Cookie[];
}

/** A refusal, with what its page can say about the partner; `html` is there when a page of its own shows it. */
export type LinkRefused = Refused & {
  readonly context?: PageContext | undefined;
  readonly html?: (() => string) | undefined;
  readonly backUrl?: string | undefined;
};

/** An operation for whoever holds a link. A code that was not issued here is refused before anything is read. */
export const linkOperation = operationsOf<{ name: LinkOperation; ports: LinkPorts; call: LinkCall }>(
  ({ links }, { code = '' }) => {
    const link = links.read(code);
    return link && { code, link };
  },
);

/** An operation for whoever holds the link to an access page; a token that was not issued here is refused likewise. */
export const accessOperation = operationsOf<{ name: AccessOperation; ports: AccessPorts; call: AccessCall }>(
  (ports, { token = '' }) => {
    const access = ports.access.read(token);
    return access && { token, access };
  },
);

/** An operation for whoever holds the link to a password; a token that was not issued here is refused likewise. */
export const revealOperation = operationsOf<{ name: RevealOperation; ports: RevealPorts; call: RevealCall }>(
  ({ reveals }, { token = '' }) => {
    const reveal = reveals.read(token);
    return reveal && { token, reveal };
  },
);

/** An operation for the desk that looks after a service request; a token that was not issued here is refused likewise. */
export const deskOperation = operationsOf<{ name: DeskOperation; ports: DeskPorts; call: DeskCall }>(
  ({ requests }, { token = '' }) => {
    const named = requests.read(token);
    return named && { token, named };
  },
);

/** An operation for whoever reads the mails of a partner; a token that was not issued here is refused likewise. */
export const stopOperation = operationsOf<{ name: StopOperation; ports: StopPorts; call: StopCall }>(
  ({ stops }, { token = '' }) => {
    const stop = stops.read(token);
    return stop && { token, stop };
  },
);

/** Operations that have one kind of caller, and what their calls hold. */
interface Kind {
  readonly name: HttpOperationName;
  readonly ports: PagePorts;
  readonly call: PageCall;
}

/** What the address says that a call came to. */
type Held<Of extends Kind> = Omit<Of['call'], keyof PageCall>;

/** Operations whose callers are who their address says: `heldBy` reads it, and knows nothing of one that was not issued here. */
function operationsOf<Of extends Kind>(
  heldBy: (ports: Of['ports'], params: Readonly<Record<string, string>>) => Held<Of> | undefined,
) {
  return <Body = undefined>(
    name: Of['name'],
    ports: Of['ports'],
    spec: BodySpec<Body>,
    handle: (call: PageCall<Body> & Held<Of>) => Promise<LinkAnswer | LinkRefused>,
  ): Handler => {
    const answering: Answering = (request, context) =>
      answered(name, context, async (traceId) => {
        const asPage = wantsPage(request);
        const outcome = await orUnavailable(
          async () => {
            const holding = heldBy(ports, request.params);
            if (!holding) return refuse('link-unknown');
            if (spec.byMailPrograms !== true && isForeignForm(request, ports.settings.publicBaseUrl))
              return refuse('forbidden', { detail: 'This form was sent from another site.' });
            return handle({
              ...holding,
              request,
              params: request.params,
              chosenLanguage: chosenLanguage(request),
              traceId,
              now: ports.clock.now(),
              read: async (fromForm) => {
                if (!spec.body) throw new Error(`${name} takes no body.`);
                return readInput(request, spec.body, fromForm, spec);
              },
              readAs: (schema, fromForm) => readInput(request, schema, fromForm, spec),
            });
          },
          (error) => logOutage(context, name, error),
        );
        endUnread(request);
        if ('ok' in outcome) return asPage ? refusalPage(request, outcome, traceId) : problemResponse(outcome, traceId);
        const [form, respond] =
          asPage || outcome.isPageAlone === true
            ? (['page', pageResponse] as const)
            : (['json', jsonResponse] as const);
        const response = outcome.keep ? outcome.keep(form, () => respond(outcome)) : respond(outcome);
        return outcome.cookies ? { ...response, cookies: outcome.cookies } : response;
      });
    return Object.assign(answering, { takes: spec });
  };
}

/** A person's browser asks for HTML, or sends a form; a program asks for JSON, or sends it. */
function wantsPage(request: IncomingRequest): boolean {
  const accepted = (request.headers.get('accept') ?? '').toLowerCase();
  const html = accepted.indexOf('text/html');
  const json = accepted.search(/application\/(problem\+)?json/u);
  if (html >= 0 || json >= 0) return json < 0 || (html >= 0 && html < json);
  return request.method === 'GET' || request.method === 'HEAD' || mediaType(request) === formType;
}

/** Whether JSON, and no page, is asked for by name. */
export function asksForJson(request: IncomingRequest): boolean {
  return !wantsPage(request) && /application\/(problem\+)?json/iu.test(request.headers.get('accept') ?? '');
}

/** Whether a page is asked for by name, as browsers do. */
export function asksForPage(request: IncomingRequest): boolean {
  return wantsPage(request) && (request.headers.get('accept') ?? '').toLowerCase().includes('text/html');
}

const formType = 'application/x-www-form-urlencoded';
const partsType = 'multipart/form-data';

/** Browsers say where a form was sent from; what says nothing is no browser that a customer is signed in to. */
function isForeignForm(request: IncomingRequest, publicBaseUrl: string): boolean {
  if (request.method !== 'POST') return false;
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = request.headers.get('origin');
  return origin !== null && origin !== new URL(publicBaseUrl).origin;
}

async function readInput<T>(
  request: IncomingRequest,
  schema: z.ZodType<T>,
  fromForm: (form: URLSearchParams) => unknown,
  spec: Omit<BodySpec<unknown>, 'body'>,
): Promise<LinkInput<T>> {
  const { bodyOptional = false, bodyBytes = limits.body.standardBytes, byMailPrograms = false } = spec;
  const nothing = { typed: {}, idempotencyKey: undefined, fromPage: false };
  const type = mediaType(request);
  const tooLarge = announcesMoreThan(request, bodyBytes);
  const unsupported = refuse('unsupported-media-type', { detail: 'Send a form or application/json.' });
  const isForm = type === formType || (byMailPrograms && type === partsType);
  const isKnown = isForm || type === 'application/json';
  if (!tooLarge && !isKnown && !bodyOptional) return { ...nothing, result: unsupported };
  const text = await readText(request, bodyBytes);
  if (!text.ok) return { ...nothing, result: text };
  const isLeftOut = bodyOptional && text.value === '' && !isForm;
  if (!isKnown && !isLeftOut) return { ...nothing, result: unsupported };
  const key = idempotencyKeyOf(request);
  if (!key.ok) return { ...nothing, result: key };
  if (isForm) {
    const form = type === formType ? new URLSearchParams(text.value) : await formOfParts(request, text.value);
    if (!form) return { ...nothing, result: refuse('malformed-request', { detail: 'The form cannot be read.' }) };
    const typed = Object.fromEntries(form);
    // A form that somebody went back to and corrected has the same hidden key and is another request all the same.
    const formKey = form.get('idempotencyKey') ? fingerprintOf(typed) : undefined;
    const fromPage = key.value === undefined && formKey !== undefined;
    return { result: check(schema, fromForm(form)), typed, idempotencyKey: key.value ?? formKey, fromPage };
  }
  if (isLeftOut) {
    const said = wantsPage(request) ? fromForm(new URLSearchParams()) : {};
    return { ...nothing, idempotencyKey: key.value, result: check(schema, said) };
  }
  const json = parseJson(text.value);
  return { ...nothing, idempotencyKey: key.value, result: json.ok ? check(schema, json.value) : json };
}

/** The texts of a form in parts, without its files; undefined when it is broken. */
async function formOfParts(request: IncomingRequest, body: string): Promise<URLSearchParams | undefined> {
  try {
    const headers = { 'content-type': request.headers.get('content-type') ?? '' };
    const parts = await new Response(body, { headers }).formData();
    return new URLSearchParams(
      [...parts].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
  } catch {
    return undefined;
  }
}

function pageResponse({ status, page }: LinkAnswer): HttpAnswer {
  if ('seeOther' in page)
    return { status: 303, headers: { ...apiHeaders, 'Referrer-Policy': 'same-origin', Location: page.seeOther } };
  return { status, headers: pageHeaders(pageSecurityPolicy(page.accent)), body: page.html() };
}

function jsonResponse({ status, json }: LinkAnswer): HttpAnswer {
  return {
    status,
    headers: { ...apiHeaders, 'Referrer-Policy': 'same-origin', 'Content-Type': 'application/json' },
    body: JSON.stringify(json()),
  };
}

function refusalPage(request: IncomingRequest, refused: LinkRefused, traceId: string): HttpAnswer {
  const { refusal, context, retryAfterSeconds, backUrl } = refused;
  const language = context?.language ?? readersLanguage(request);
  const html = refused.html ?? (() => renderRefusalPage({ context, language, refusal, retryAfterSeconds, backUrl }));
  return {
    status: problems[refusal].status,
    headers: {
      ...pageHeaders(pageSecurityPolicy(context?.partner.accent ?? null)),
      ...refusalHeaders(refused),
      'Trace-Id': problemOf(refused, traceId).traceId,
    },
    body: html(),
  };
}

function chosenLanguage(request: Pick<IncomingRequest, 'query'>): Language | undefined {
  const chosen = request.query.get('lang');
  return languages.find((language) => language === chosen);
}

/** The language that the reader switched to, or else the one of ours that the browser likes best. */
export function readersLanguage(request: Pick<IncomingRequest, 'headers' | 'query'>): Language {
  return chosenLanguage(request) ?? acceptedLanguage(request.headers.get('accept-language')) ?? 'en';
}
