/** Who administers a customer's directory, directly or as a member of a group that holds roles. Groups that can hold roles protect their members whether they do or not. */
import * as z from 'zod';
import { directoryRoles } from '../catalogue/directory-roles';
import { limits } from '../catalogue/limits';
import { heldRole, type HeldRole } from '../domain/directory/directory-user';
import { inParts, type GraphRequests } from './graph-requests';

const { graph } = limits;

const Id = z.guid().transform((id) => id.toLowerCase());
const Assignment = z.object({ principalId: Id, roleDefinitionId: Id });
const Definition = z.object({ id: Id, displayName: z.string().nullish() });
const Group = z.object({ id: Id, displayName: z.string().nullish() });
const Member = z.object({ id: Id });
const Checked = z.object({ value: z.array(Id) });

const known: ReadonlySet<string> = new Set(Object.values(directoryRoles).map(({ templateId }) => templateId));

/** The roles of a directory, as they are at this moment. */
export interface GraphRoles {
  readonly rolesOf: (principalId: string, groups: ReadonlySet<string>) => HeldRole[];
  readonly holdersOf: (templateId: string) => readonly string[];
  readonly groups: readonly string[];
}

/** Reads who holds which role, and the names of those that Kesher has none for. */
export async function readRoles(requests: GraphRequests): Promise<GraphRoles> {
  const [assignments, groups] = await Promise.all([
    requests.all(Assignment, { path: '/roleManagement/directory/roleAssignments' }),
    requests.all(Group, {
      path: '/groups',
      query: { $filter: 'isAssignableToRole eq true', $select: 'id,displayName', $top: String(graph.pageSize) },
    }),
  ]);
  const isNamed = assignments.every(({ roleDefinitionId }) => known.has(roleDefinitionId));
  const definitions = isNamed
    ? []
    : await requests.all(Definition, {
        path: '/roleManagement/directory/roleDefinitions',
        query: { $select: 'id,displayName' },
      });
  const names = new Map(definitions.map(({ id, displayName }) => [id, displayName ?? undefined]));
  const roleOf = (roleDefinitionId: string): HeldRole => {
    const id = roleDefinitionId;
    return heldRole(id, known.has(id) ? undefined : names.get(id));
  };
  return {
    groups: groups.map(({ id }) => id),
    holdersOf: (templateId) =>
      assignments
        .filter(({ roleDefinitionId }) => roleDefinitionId === templateId)
        .map(({ principalId }) => principalId),
    rolesOf: (principalId, memberOf) => {
      const holders = new Set([principalId, ...memberOf]);
      const held = assignments.filter((each) => holders.has(each.principalId));
      const roles = new Map(held.map((each) => [each.roleDefinitionId, roleOf(each.roleDefinitionId)]));
      const idle = groups.filter(({ id }) => memberOf.has(id) && !held.some((each) => each.principalId === id));
      return [
        ...roles.values(),
        ...idle.map((group): HeldRole => ({ role: 'other', name: group.displayName ?? group.id })),
      ];
    },
  };
}

/** Which of these groups somebody is in; undefined when nobody is there by that id any more. */
export async function groupsOf(
  requests: GraphRequests,
  userId: string,
  groups: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const found = await inParts(groups, graph.groupsChecked, (groupIds) =>
    requests.read(Checked, { path: `/users/${userId}/checkMemberGroups` }, { groupIds }),
  );
  return found.includes(undefined) ? undefined : new Set(found.flatMap((part) => part?.value ?? []));
}

/** Who is in these groups: by member, the groups. */
export async function membersOf(
  requests: GraphRequests,
  groups: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  for (let index = 0; index < groups.length; index += graph.together) {
    const part = groups.slice(index, index + graph.together);
    const lists = await Promise.all(
      part.map((group) =>
        requests.all(Member, {
          path: `/groups/${group}/members`,
          query: { $select: 'id', $top: String(graph.pageSize) },
        }),
      ),
    );
    for (const [at, members] of lists.entries())
      for (const { id } of members) found.set(id, (found.get(id) ?? new Set()).add(part[at] ?? ''));
  }
  return found;
}
