/** Why the database lets the app do nothing, in words for whoever can change it: of its answer only what is no secret. */
import type { Conversation } from './cosmos-wire';

const deniedAction = /\[(Microsoft\.DocumentDB\/[\w/]{1,120})\]/u;
const address = /\bIP (?:address )?([\d.:a-f]{3,45}[\da-f])/iu;
const ownerMissing = 1003;

/** Substatus 3 of 403 says that writes go to another region now; 1008 that the account is not known there (yet, or any more). */
const failover: readonly number[] = [3, 1008];

/** What is missing, when that is what the database said last; undefined when it said anything else. */
export function denialOf({
  status,
  substatus,
  said = '',
}: Pick<Conversation, 'status' | 'substatus' | 'said'>): string | undefined {
  if (status === 404 && substatus === ownerMissing)
    return 'The database or its container does not exist (404): check COSMOS_DATABASE and what was deployed.';
  if (status === 401)
    return 'The database does not take who the app says it is (401): check the identity or the key, whether keys are switched off for the account, and the clock.';
  if (status !== 403) return undefined;
  if (substatus !== undefined && failover.includes(substatus))
    return `The database takes no such request in this region now (403, substatus ${substatus}): a failover is under way, or has to be ended.`;
  if (/firewall|virtual network|public internet|private endpoint|network/iu.test(said)) {
    const from = address.exec(said)?.[1];
    return `The database's firewall lets the app's address${from === undefined ? '' : ` ${from}`} in no more (403): check its networks.`;
  }
  const action = deniedAction.exec(said)?.[1];
  return action === undefined
    ? `The database forbids it (403, substatus ${substatus ?? 0}): check the app's data role, the firewall and the region.`
    : `The app's identity lacks a data role on the database that allows ${action} (403).`;
}
