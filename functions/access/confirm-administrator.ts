/** The customer enters the codes of both mailboxes. Only when both are right is somebody else on record: at once, and everybody is told. */
import { notOpen } from '../../shared/access/access-answers';
import { hasSession } from '../../shared/access/access-session';
import { administratorChanged, codesNotTaken, nothingAwaits } from '../../shared/access/administrator-answers';
import { bothMatch, judgePair } from '../../shared/access/administrator-guess';
import { carryOut } from '../../shared/access/carried-out-change';
import { loadAccess, type LoadedAccess } from '../../shared/access/loaded-access';
import {
  AdministratorChange,
  administratorChangeKey,
  awaitsCodes,
} from '../../shared/domain/customers/administrator-change';
import { AdministratorCodes } from '../../shared/domain/customers/administrator-request';
import { refuse } from '../../shared/domain/refusal';
import {
  accessOperation,
  type AccessCall,
  type AccessPorts,
  type LinkAnswer,
  type LinkRefused,
} from '../../shared/http/link-operation';
import { countedRefusal, countTry, deciding, giveTryBack, guessOf } from '../../shared/links/code-tries';
import type { Ports } from '../../shared/ports';

const takes = { body: AdministratorCodes };

/** Changes who is on record; the try is counted before either code is looked at. Again with the same codes, it shows the first result. */
export const confirmAdministrator = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('confirmAdministrator', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { access, now } = call;
    const { partners } = ports;
    const { result } = await call.read((form) => ({
      currentCode: form.get('currentCode') ?? '',
      newCode: form.get('newCode') ?? '',
    }));
    const ref = { partition: access.partnerId, id: administratorChangeKey(access.customerId) };
    const [loaded, before] = await Promise.all([loadAccess(ports, call), partners.read(AdministratorChange, ref)]);
    if ('ok' in loaded) return loaded;
    const known = before?.document;
    const isDone = hasJustChanged(ports, call, loaded, known);
    if (!loaded.isOpen && !isDone) return notOpen(ports, loaded);
    const awaiting = awaitsCodes(known, loaded.customer.document) ? known : undefined;
    if (!result.ok) return codesNotTaken(loaded, awaiting, result);

    const typed = { current: result.value.currentCode, new: result.value.newCode };
    const guess = guessOf(ports, ref, `${typed.current} ${typed.new}`);
    const ofThisChange = { field: 'changeId', equals: known?.changeId ?? '' } as const;
    const tried = await countTry(ports, AdministratorChange, ref, guess, [ofThisChange]);
    if (!tried || !known) return nothingAwaits(loaded);
    if (tried.counted === 'no') return codesNotTaken(loaded, awaiting, refuse('too-many-attempts'));
    const change = tried.stored.document;
    if (isDone) return bothMatch(ports, change, typed) ? administratorChanged(loaded, change) : notOpen(ports, loaded);

    const decide = async (): Promise<LinkAnswer | LinkRefused> => {
      const refused = await judgePair(ports, change, typed, now);
      if (refused)
        return codesNotTaken(loaded, change, await countedRefusal(ports, AdministratorChange, ref, tried, refused));
      return carryOut(ports, call, loaded, change);
    };
    return deciding(decide, () => giveTryBack(ports, AdministratorChange, ref, { ...tried, guess }));
  });

/** Whoever was on record sends the form again that made somebody else it: their session has ended with that, but they are shown what came of it. */
function hasJustChanged(
  ports: AccessPorts,
  { request, now }: AccessCall,
  { customer: { document: customer } }: LoadedAccess,
  change: AdministratorChange | undefined,
): boolean {
  if (change?.status !== 'changed') return false;
  return hasSession(ports, request.headers.get('cookie'), { ...customer, contact: change.former }, now);
}
