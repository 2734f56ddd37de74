/** What whoever holds the link of a service request is told, before and after the desk's code has opened it. */
import { limits } from '../catalogue/limits';
import { notesOf } from '../customers/service-requests';
import { spokenNumber } from '../domain/customers/request-number';
import { noteView, type ServiceNote } from '../domain/customers/service-note';
import { requestView } from '../domain/customers/service-request';
import type { Refused } from '../domain/refusal';
import { locked, refusedOn, type CodeLock } from '../http/code-lock';
import type { DeskCall, LinkAnswer, LinkRefused } from '../http/link-operation';
import { textsFor } from '../i18n/texts';
import { fieldMessage } from '../kit/field-messages';
import type { FieldProblem } from '../kit/form-fields';
import { renderRequestCodePage } from '../pages/desk/request-code-page';
import { renderRequestPage, type RequestPage } from '../pages/desk/request-page';
import { renderRequestStartPage, type RequestStartPage } from '../pages/desk/request-start-page';
import type { Ports } from '../ports';
import { randomId } from '../signing/random-id';
import type { LoadedRequest } from './loaded-request';

type FormKeys = Pick<Ports, 'random'>;

/** The page of a request before its code is entered; `told` is what became of an answer. */
export function deskLock(ports: FormKeys, loaded: LoadedRequest, told: Pick<RequestStartPage, 'told'> = {}): CodeLock {
  const { paths, kept, contextOf, customer, request } = loaded;
  return {
    ...loaded,
    startPage: (more) => startPage(ports, loaded, { ...told, ...more }),
    codePage: (more) =>
      renderRequestCodePage({
        context: contextOf(paths.code),
        requestNumber: request.document.number,
        country: customer.document.country,
        action: kept(paths.session),
        resendAction: kept(`${paths.codes}?again=yes`),
        formKey: randomId(ports),
        ...more,
      }),
  };
}

/** Whose request it is, and where the code is asked for and entered, or an answer left without it. */
export function lockedRequest(ports: FormKeys, loaded: LoadedRequest, asked: URLSearchParams): LinkAnswer {
  const { paths, request } = loaded;
  const told = asked.get('told');
  const lock = deskLock(ports, loaded, told === 'sent' || told === 'closed' ? { told } : {});
  return locked(lock, asked, { number: spokenNumber(request.document.number), notes: paths.notes });
}

/** The whole request with its notes, to its desk. */
export async function openRequest(
  ports: FormKeys & Pick<Ports, 'partners'>,
  loaded: LoadedRequest,
  { query: asked }: Pick<DeskCall['request'], 'query'>,
  now: Date,
): Promise<LinkAnswer> {
  const request = loaded.request.document;
  const notes = await notesOf(ports.partners, request);
  const { accent } = loaded.contextOf(loaded.paths.page).partner;
  const customer = loaded.customer.document;
  return {
    status: 200,
    json: () => ({ ...requestView(request, customer, { notes, desk: loaded.desk, now }), answers: loaded.paths.notes }),
    page: { accent, html: () => requestPage(ports, loaded, notes, { isSent: asked.get('told') === 'sent' }) },
  };
}

/** The answer is kept: now, or when it was sent before. */
export function answerTaken({ paths, kept, isOpen }: LoadedRequest, note: ServiceNote, typed: AnswerTyped): LinkAnswer {
  const told = !isOpen && typed['status'] !== undefined ? `${paths.page}?told=closed` : paths.sent;
  return {
    status: 201,
    json: () => noteView(note),
    page: { seeOther: kept(told) },
  };
}

type AnswerTyped = Readonly<Record<string, string>>;

/** Adds the page of the form, with what was typed, to a refusal that names fields. */
export async function answerFaults(
  ports: FormKeys & Pick<Ports, 'partners'>,
  loaded: LoadedRequest,
  refused: Refused,
  typed: AnswerTyped,
): Promise<LinkRefused> {
  const context = loaded.contextOf(loaded.paths.page);
  const { errors: faults } = refused;
  if (!faults) return { ...refused, context, backUrl: loaded.kept(loaded.paths.page) };
  const { textLength, unproved } = limits.serviceRequest;
  const texts = textsFor(context.language);
  const most = texts.number(loaded.isOpen ? textLength : unproved.textLength);
  const errors: readonly FieldProblem[] = faults.map(({ pointer }) => ({
    pointer,
    message:
      pointer === '/text' ? texts.say('problem.answer', { most }) : fieldMessage(context.language, pointer, typed),
  }));
  const told = { values: typed, errors };
  if (!loaded.isOpen) return refusedOn(loaded, refused, () => startPage(ports, loaded, told));
  const notes = await notesOf(ports.partners, loaded.request.document);
  return refusedOn(loaded, refused, () => requestPage(ports, loaded, notes, told));
}

function startPage(
  ports: FormKeys,
  loaded: LoadedRequest,
  told: Pick<RequestStartPage, 'values' | 'errors' | 'isUnsure' | 'told'> = {},
): string {
  const { paths, kept, customer, request } = loaded;
  return renderRequestStartPage({
    context: loaded.contextOf(paths.page),
    requestNumber: request.document.number,
    country: customer.document.country,
    codeAction: kept(paths.codes),
    codeUrl: kept(paths.code),
    answerAction: kept(paths.notes),
    formKey: randomId(ports),
    ...told,
  });
}

function requestPage(
  ports: FormKeys,
  loaded: LoadedRequest,
  notes: readonly ServiceNote[],
  told: Pick<RequestPage, 'values' | 'errors' | 'isSent'>,
): string {
  const { paths, kept, customer, request, desk } = loaded;
  return renderRequestPage({
    context: loaded.contextOf(paths.page),
    card: { request: request.document, customer: customer.document },
    notes,
    answerAction: kept(paths.notes),
    formKey: randomId(ports),
    mayShare: desk.kind === 'ownDesk',
    ...told,
  });
}
