/**
 * The roles of Microsoft Entra ID that Kesher has a name for, by the id of their template: the same in every tenant and cloud. What a role administers is
 * what decides who may reset its holder's password; whatever is not in this table counts as an administrator.
 */

/** `nobody`: it only reads, or invites; `passwords`: the password administrator, whom limited access reaches; `more`: everybody above. */
export type Administers = 'nobody' | 'passwords' | 'more';

interface DirectoryRole {
  readonly templateId: string;
  readonly administers: Administers;
}

/** By the name that the API gives a role. */
export const directoryRoles = {
  globalAdministrator: { templateId: '62e90394-69f5-4237-9190-012177145e10', administers: 'more' },
  privilegedRoleAdministrator: { templateId: 'e8611ab8-c189-46e8-94e1-60213ab1f814', administers: 'more' },
  privilegedAuthenticationAdministrator: { templateId: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13', administers: 'more' },
  userAdministrator: { templateId: 'fe930be7-5e62-47db-91af-98c3a49a38b1', administers: 'more' },
  helpdeskAdministrator: { templateId: '729827e3-9c14-49f7-bb1b-9608f156bbb8', administers: 'more' },
  passwordAdministrator: { templateId: '966707d0-3269-4727-9be2-8c3a10f19b9d', administers: 'passwords' },
  billingAdministrator: { templateId: 'b0f54661-2d74-4c50-afa3-1ec803f12efe', administers: 'more' },
  serviceSupportAdministrator: { templateId: 'f023fd81-a637-4b56-95fd-791ac0226033', administers: 'more' },
  licenceAdministrator: { templateId: '4d6ac14f-3453-41d0-bef9-a3e0c569773a', administers: 'more' },
  cloudApplicationAdministrator: { templateId: '158c047a-c907-4556-b7ef-446551a6b5f7', administers: 'more' },
  directoryWriter: { templateId: '9360feb5-f418-4baa-8175-e2a00bac4301', administers: 'more' },
  globalReader: { templateId: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451', administers: 'more' },
  directoryReader: { templateId: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b', administers: 'nobody' },
} as const satisfies Readonly<Record<string, DirectoryRole>>;
