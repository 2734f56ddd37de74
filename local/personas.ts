/** The people who can sign in locally, and the tenants they belong to. */

/** Who may call, as tokens and demo data name them. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly description: string;
  /** What they are, in a word. */
  readonly position: string;
  readonly tenantId: string;
  readonly userId: string;
  /** The partner whose user the persona is. */
  readonly partner?: string;
  readonly roles: readonly string[];
}

export const tenants = {
  northwind: '3f1c2a54-0b7e-4c1d-9a35-6e2d8f40b101',
  fabrikam: '8d9e6b20-51c4-4f7a-8b1e-0c7a92d5e202',
  lotus: 'c47b0f83-9d26-4e58-a6f0-5b31e8c7a303',
  operator: 'e05d9b17-2c68-4a9f-b7d4-1f86a3c20404',
} as const;

export const personas = [
  {
    id: 'northwind-admin',
    name: 'Noa Levi',
    email: 'noa.levi@northwind.example',
    description: 'Global administrator of Northwind, with full access to its customers.',
    position: 'administrator',
    tenantId: tenants.northwind,
    userId: '5a0d7c3e-6f14-4b82-9c57-2e91d0b8f111',
    partner: 'Northwind',
    roles: [],
  },
  {
    id: 'northwind-helpdesk',
    name: 'Yossi Cohen',
    email: 'yossi.cohen@northwind.example',
    description: 'Help desk at Northwind, with limited access to its customers.',
    position: 'help desk',
    tenantId: tenants.northwind,
    userId: '17e4b9a2-3c58-4d06-8f7b-9d52c6e0a112',
    partner: 'Northwind',
    roles: [],
  },
  {
    id: 'northwind-billing',
    name: 'Dana Mizrahi',
    email: 'dana.mizrahi@northwind.example',
    description: 'Billing administrator of Northwind, without access to its customers.',
    position: 'billing',
    tenantId: tenants.northwind,
    userId: 'b82f5d61-e097-4a3c-b164-7f03a9d4c113',
    partner: 'Northwind',
    roles: [],
  },
  {
    id: 'fabrikam-admin',
    name: 'Adam Novak',
    email: 'adam.novak@fabrikam.example',
    description: 'Global administrator of Fabrikam, a partner with 250 customers.',
    position: 'administrator',
    tenantId: tenants.fabrikam,
    userId: '64c8e1f7-a25d-4903-8e6b-d17b50f3a221',
    partner: 'Fabrikam',
    roles: [],
  },
  {
    id: 'lotus-admin',
    name: '陈静',
    email: 'chen.jing@lotus.example',
    description: 'Global administrator of Lotus, a partner in the china cloud.',
    position: 'administrator',
    tenantId: tenants.lotus,
    userId: 'd93a7b05-48e2-4f6c-9b01-c6e4825fd331',
    partner: 'Lotus',
    roles: [],
  },
  {
    id: 'operator',
    name: 'Olga Peretz',
    email: 'olga.peretz@operator.example',
    description: 'Operator of this deployment: creates partners and suspends them.',
    position: 'operator',
    tenantId: tenants.operator,
    userId: 'f26e0c94-7d1b-4853-a0c9-38b5d7e1f441',
    roles: ['Operator'],
  },
] as const satisfies readonly Persona[];

/** The persona of that id. */
export function personaOf(id: string): Persona | undefined {
  return personas.find((persona) => persona.id === id);
}
