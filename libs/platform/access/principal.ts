import { type FastifyRequest } from 'fastify';
import { type Actor } from '../../event-sourcing/core.js';
import { type Scope, scopes } from './scopes.js';

/** Who is calling, as a verified token says. */
export interface Principal {
  /** The person or service that the token was made for. */
  readonly subject: string;
  /** The service that it came through. */
  readonly client: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** Whoever opens a folder on this machine may do everything. */
export const localPrincipal: Principal = { subject: 'local', client: 'local', scopes: new Set(scopes) };

/** Whoever asks for what is open to all, or was not authenticated. */
export const nobody: Principal = { subject: 'nobody', client: 'nobody', scopes: new Set() };

const principals = new WeakMap<FastifyRequest, Principal>();

/** Whoever acts, as an event names them. */
export const actorOf = ({ subject, client }: Principal): Actor => ({
  id: subject,
  service: client,
  verified: true,
});

/** `anna@web-shop`: subject and client, or one of them where both are the same. */
export const nameOf = ({ subject, client }: Principal): string =>
  subject === client ? subject : `${subject}@${client}`;

/** Says who sent the request. */
export const authenticate = (request: FastifyRequest, principal: Principal): void => {
  principals.set(request, principal);
};

/** Who sent the request; `nobody` where it was not authenticated: what the guard passes over by mistake may do nothing. */
export const principalOf = (request: FastifyRequest): Principal => principals.get(request) ?? nobody;

/** Whether personal data is shown to whoever sent the request; to others it is masked. */
export const seesPersonalData = (request: FastifyRequest): boolean =>
  principalOf(request).scopes.has('pii:read');
