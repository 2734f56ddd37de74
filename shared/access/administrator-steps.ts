/** The pages on the way to another administrator on record, on an access page that is open. */
import {
  AdministratorChange,
  administratorChangeKey,
  awaitsCodes,
  mayChangeMailbox,
} from '../domain/customers/administrator-change';
import type { AccessCall, LinkAnswer } from '../http/link-operation';
import { sharedDomains } from '../mailboxes/shared-domains';
import type { Ports } from '../ports';
import { administratorForm, codesPage, mailboxStays } from './administrator-answers';
import type { LoadedAccess } from './loaded-access';

/** The page of the `step` that is asked for; the form while no change awaits its codes, and undefined for any other step. */
export async function administratorStep(
  ports: Pick<Ports, 'partners' | 'random' | 'settings'>,
  { request, access }: AccessCall,
  loaded: LoadedAccess,
): Promise<LinkAnswer['page'] | undefined> {
  const step = request.query.get('step');
  if (step !== 'administrator' && step !== 'administrator-codes') return undefined;
  const [isShared, change] = await Promise.all([
    sharedDomains(ports.settings),
    step === 'administrator-codes'
      ? ports.partners.read(AdministratorChange, {
          partition: access.partnerId,
          id: administratorChangeKey(access.customerId),
        })
      : undefined,
  ]);
  const customer = loaded.customer.document;
  const { accent } = loaded.contextOf(loaded.paths.page).partner;
  if (!mayChangeMailbox(customer, isShared)) return { accent, html: () => mailboxStays(loaded) };
  const awaiting = awaitsCodes(change?.document, customer) ? change?.document : undefined;
  const notice = request.query.get('sent') === 'again' ? ({ notice: 'code-resent' } as const) : {};
  return {
    accent,
    html: () => (awaiting ? codesPage(loaded, awaiting, notice) : administratorForm(ports, loaded)),
  };
}
