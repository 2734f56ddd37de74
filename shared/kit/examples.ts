/** What the fields of a form may hold, by examples that belong to nobody. */
export const examples = { domain: 'contoso.com', email: 'dana@contoso.com', phone: '+972 3 555 0100' } as const;
