/** What tests of setting up at Microsoft say often. */
import * as z from 'zod';
import type { TokenIdentity } from '../shared/ports';
import { contoso, noa, type Answer, type World } from './world';

export const reference = '5f1c2a80-9d3b-4a5e-8c44-0d9d3b0c7a11';

const Task = z.looseObject({
  id: z.string(),
  etag: z.string().optional(),
  state: z.string(),
  kinds: z.array(z.string()),
});
const Items = z.object({ items: z.array(Task) });

/** The tasks that Noa, or somebody else, sees, as they asked for them. */
export async function tasksOf(world: World, query: Readonly<Record<string, string>> = {}, as: TokenIdentity = noa) {
  return Items.parse((await world.call('listProvisioningTasks', { as, query })).json).items;
}

/** Says something of a task, under whatever revision it has. */
export function reported(
  world: World,
  taskId: string,
  body: Readonly<Record<string, unknown>>,
  { as = noa, ifMatch = '*' }: { readonly as?: TokenIdentity; readonly ifMatch?: string } = {},
): Promise<Answer> {
  return world.call('updateProvisioningTask', { as, params: { taskId }, body, headers: { 'if-match': ifMatch } });
}

/** Contoso, or somebody else, accepts what a link offers. */
export async function bought(
  world: World,
  code: string,
  body: Readonly<Record<string, unknown>> = {},
  address: string = contoso.contact.email,
): Promise<readonly string[]> {
  const redemptionId = await world.redeem(code, body);
  const answer = await world.confirm(code, redemptionId, await world.mailedCode(address));
  return z
    .array(z.object({ id: z.string() }))
    .parse(answer.json.subscriptions)
    .map(({ id }) => id);
}
