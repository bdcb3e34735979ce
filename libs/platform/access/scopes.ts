/** What a caller may do. `pii:read` adds to the others that personal data is shown; without it, it is masked. */
export const scopes = [
  'crm:command',
  'crm:read',
  'crm:analytics',
  'crm:audit',
  'crm:admin',
  'pii:read',
] as const;
export type Scope = (typeof scopes)[number];

/** The metadata of a route that names the scope it asks for; `none`: it asks for no token. */
export const SCOPE = 'dossier:scope';
