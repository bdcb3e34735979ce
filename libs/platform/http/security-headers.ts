import helmet from '@fastify/helmet';
import { type FastifyInstance } from 'fastify';

/**
 * Gives every answer the headers that keep a browser from doing more with it than showing it. What the page at `/docs` needs
 * comes from the service itself; its styles are in the page. Called before any route is registered.
 */
export const sendSecurityHeaders = async (server: FastifyInstance): Promise<void> => {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // It speaks HTTP: whatever stands in front of it with TLS says so.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
};
