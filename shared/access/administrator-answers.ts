/** What the customer is told about changing its administrator on record. */
import type { AdministratorChange } from '../domain/customers/administrator-change';
import { refuse, type Refused } from '../domain/refusal';
import { maskAddress } from '../domain/shown-domains';
import type { LinkAnswer, LinkRefused } from '../http/link-operation';
import {
  renderAdministratorChangedPage,
  renderAdministratorCodesPage,
  renderAdministratorPage,
  renderMailboxStaysPage,
  type AdministratorCodesPage,
  type AdministratorPage,
} from '../pages/access/administrator-page';
import { codeErrorOf, type CodeError } from '../pages/code/code-form';
import type { Ports } from '../ports';
import { randomId } from '../signing/random-id';
import type { LoadedAccess } from './loaded-access';

type FormKeys = Pick<Ports, 'random'>;

/** The form that asks who is to be on record, with what was typed and what is wrong with it. */
export function administratorForm(
  ports: FormKeys,
  { paths, kept, customer, contextOf }: LoadedAccess,
  told: Pick<AdministratorPage, 'values' | 'errors'> = { values: {}, errors: [] },
): string {
  const { primaryDomain, country } = customer.document;
  return renderAdministratorPage({
    context: contextOf(paths.administrator),
    country,
    domain: primaryDomain ?? '',
    action: kept(paths.administratorChanges),
    backUrl: kept(paths.page),
    formKey: randomId(ports),
    ...told,
  });
}

/** Says why another mailbox cannot follow. */
export function mailboxStays({ paths, kept, contextOf, customer }: LoadedAccess): string {
  return renderMailboxStaysPage({
    context: contextOf(paths.administrator),
    country: customer.document.country,
    backUrl: kept(paths.page),
  });
}

/** Both codes are on their way. */
export function codesAsked({ paths, kept }: LoadedAccess, change: AdministratorChange, again: boolean): LinkAnswer {
  const page = again ? `${paths.administratorCodes}&sent=again` : paths.administratorCodes;
  return {
    status: 202,
    json: () => ({
      status: 'awaitingCodes',
      sentTo: [change.former, change.contact].map(({ email }) => maskAddress(email)),
      confirmation: paths.administratorConfirmation,
      codeResends: paths.administratorResends,
    }),
    page: { seeOther: kept(page) },
  };
}

/** The page where both codes are entered. */
export function codesPage(
  loaded: LoadedAccess,
  change: AdministratorChange,
  told: Pick<AdministratorCodesPage, 'error' | 'notice' | 'retryAfterSeconds'> = {},
): string {
  const { paths, kept, contextOf, customer } = loaded;
  const { contact, former } = change;
  return renderAdministratorCodesPage({
    context: contextOf(paths.administratorCodes),
    country: customer.document.country,
    current: former.email,
    next: contact,
    action: kept(paths.administratorConfirmation),
    resendAction: kept(paths.administratorResends),
    changeUrl: kept(paths.administrator),
    ...told,
  });
}

/** The codes did not change anything, or no others are mailed so soon. */
export function codesNotTaken(
  loaded: LoadedAccess,
  change: AdministratorChange | undefined,
  refused: Refused,
  error: CodeError = codeErrorOf(refused),
): LinkRefused {
  const { paths, kept, contextOf } = loaded;
  const told = { ...refused, context: contextOf(paths.administratorCodes), backUrl: kept(paths.administrator) };
  if (!change) return told;
  const { retryAfterSeconds } = refused;
  return { ...told, html: () => codesPage(loaded, change, { error, retryAfterSeconds }) };
}

/** No change awaits the codes that were sent. */
export function nothingAwaits(loaded: LoadedAccess): LinkRefused {
  const detail = 'No change of the administrator awaits its codes.';
  return codesNotTaken(loaded, undefined, refuse('confirmation-code-expired', { detail }));
}

/** Nobody else takes over: stopped now, or there is nothing to stop. */
export function claimStopped({ paths, kept }: LoadedAccess): LinkAnswer {
  return { status: 200, json: () => ({ claim: null }), page: { seeOther: kept(`${paths.page}?ended=claim`) } };
}

/** Somebody else is on record: now, or before. This page has closed for whoever was. */
export function administratorChanged(loaded: LoadedAccess, { contact, changedAt }: AdministratorChange): LinkAnswer {
  const { paths, kept, contextOf } = loaded;
  const context = contextOf(paths.page);
  return {
    status: 200,
    json: () => ({ status: 'changed', contact, changedAt }),
    page: {
      accent: context.partner.accent,
      html: () => renderAdministratorChangedPage({ context, contact, backUrl: kept(paths.page) }),
    },
  };
}
