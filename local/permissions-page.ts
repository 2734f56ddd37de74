/** The page `docs/permissions.md`: the permission table, made of what the operations check. */
import { permissions } from '../shared/http/permissions';
import { tableOf } from './markdown-table';

/** The page as Markdown. */
export function permissionsPage(): string {
  const rows = permissions().map(({ title, method, route, needs, further }) => [
    title,
    `\`${method} ${route}\``,
    needs,
    further ?? '',
  ]);
  return `# Who may do what

\`npm run permissions\` writes this page from the table that the operations check (\`shared/http/access.ts\`); a test compares the two. The same is served at
\`GET /api/permissions\`, and for one user, with the reason where something is withheld, at \`GET /api/users/{userId}/rights\`.

Each user of a partner has two switches: a role in its own company, and access to the companies it supports (\`none\`, \`limited\`, \`full\`). What the
partner may do follows from its authorisations and its cloud. Nothing is allowed to a user who was deactivated, or while the partner is suspended. What stands
under "also" follows from what the operation works on, and is checked once that is known.

${tableOf(['to', 'request', 'needs', 'also'], rows)}

The operator's routes (\`/api/partners\`, \`/api/operator\`) need the app role \`Operator\` in the operator's tenant, and no user of a partner has it.
`;
}
