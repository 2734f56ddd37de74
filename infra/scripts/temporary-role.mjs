// Whoever deploys has no standing access to secrets and packages: where it is needed, it is given for as long as a step takes.
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from './az.mjs';

const denied =
  /Forbidden(?!By(?:Connection|Firewall))|AuthorizationPermissionMismatch|AuthorizationFailure|required permissions/u;

/** Does something for which a role may be missing: assigns it to whoever is signed in, waits until it counts, and takes it away again. */
export async function withRole(context, { role, scope, what }, attempt) {
  const { az, say, me, pause, patience, plan } = context;
  const tried = async () => {
    try {
      return { value: await attempt() };
    } catch (error) {
      if (error instanceof Fault && denied.test(error.message)) return undefined;
      throw error;
    }
  };
  const first = await tried();
  if (first) return first.value;

  say(`  assigns the role to ${what}, for as long as this step takes`);
  const { id, kind } = await me();
  const assignment = await az.change(
    [
      ...['role', 'assignment', 'create', '--role', role, '--scope', scope],
      ...['--assignee-object-id', id, '--assignee-principal-type', kind],
    ],
    { planned: { id: 'ASSIGNMENT' } },
  );
  try {
    for (const deadline = performance.now() + patience; ;) {
      const next = plan ? {} : await tried();
      if (next) return next.value;
      if (performance.now() > deadline)
        throw new Fault(`The role to ${what} does not count yet: run this stage again.`);
      await sleep(pause);
    }
  } finally {
    await az.change(['role', 'assignment', 'delete', '--ids', assignment.id], { quiet: true });
  }
}
