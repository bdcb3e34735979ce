import { type OpenAPIObject } from '@nestjs/swagger';
import { accessProblems } from '../access/access.errors.js';
import { routeName, type RouteScope } from '../access/route-scopes.js';
import { type Operation, operationsOf } from './openapi.operations.js';
import { PROBLEM_JSON } from './problem.document.js';
import { HEADERS_TOO_LARGE } from './unread-requests.js';

type Components = NonNullable<OpenAPIObject['components']>;
type Response = NonNullable<Components['responses']>[string];

/** The name of the security scheme. */
const TOKEN = 'token';

const codesOf = (status: number): string[] =>
  Object.entries(accessProblems).flatMap(([code, of]) => (of === status ? [code] : []));

interface Refusal {
  readonly status: number;
  readonly codes: readonly string[];
  readonly about: string;
  readonly headers: NonNullable<Extract<Response, { description: string }>['headers']>;
}

const header = (name: string, description: string): Refusal['headers'] => ({
  [name]: { schema: { type: 'string' }, description },
});

/** What the guard refuses with, and Node's parser before it, in one place for all operations. */
const refusals: Readonly<Record<string, Refusal>> = {
  TokenRefused: {
    status: 401,
    codes: codesOf(401),
    about: 'There is no token, or it is not accepted',
    headers: header('WWW-Authenticate', 'The challenge of RFC 6750'),
  },
  ScopeMissing: {
    status: 403,
    codes: codesOf(403),
    about: 'The token lacks the scope of the operation',
    headers: header('WWW-Authenticate', 'The challenge of RFC 6750, with the scope'),
  },
  TooManyRequests: {
    status: 429,
    codes: codesOf(429),
    about: 'The service that the token names has sent too many requests',
    headers: header('Retry-After', 'Seconds until the next may be sent'),
  },
  HeadersTooLarge: {
    status: 431,
    codes: [HEADERS_TOO_LARGE],
    about: 'The headers, with the address and its parameters, are longer than the service takes',
    headers: {},
  },
};

const responses = (): Record<string, Response> =>
  Object.fromEntries(
    Object.entries(refusals).map(([name, { codes, about, headers }]) => [
      name,
      {
        description: about,
        headers,
        content: {
          [PROBLEM_JSON]: {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/ProblemDocument' },
                { type: 'object', properties: { code: { type: 'string', enum: [...codes] } } },
              ],
            },
          },
        },
      } satisfies Response,
    ]),
  );

/** Adds codes to a refusal that the operation has itself. */
const widen = (response: Response, codes: readonly string[]): void => {
  if ('$ref' in response) return;
  const schema = response.content?.[PROBLEM_JSON]?.schema;
  const enumerating = schema && !('$ref' in schema) ? schema.allOf?.[1] : undefined;
  const code = enumerating && !('$ref' in enumerating) ? enumerating.properties?.code : undefined;
  if (code === undefined || '$ref' in code) return;
  code.enum = [...new Set([...(code.enum as string[]), ...codes])].sort();
  response.description = `Refused: ${(code.enum as string[]).join(', ')}`;
};

const guard = (operation: Operation, scope: RouteScope): void => {
  if (scope === 'none') {
    operation.security = [];
    return;
  }
  operation.security = [{ [TOKEN]: [] }];
  operation.description = `${operation.description ?? ''} Asks for the scope \`${scope}\`.`.trimStart();
  Object.assign(operation, { 'x-scope': scope });
  for (const [name, { status, codes }] of Object.entries(refusals)) {
    const own = operation.responses[status];
    if (own) widen(own, codes);
    else operation.responses[status] = { $ref: `#/components/responses/${name}` };
  }
  const unavailable = operation.responses[503];
  if (unavailable) widen(unavailable, codesOf(503));
};

/** Says of each operation which scope it asks for, and how it refuses callers. */
export const documentAccess = (
  document: OpenAPIObject,
  scopes: ReadonlyMap<string, RouteScope>,
): OpenAPIObject => {
  for (const { method, path, operation } of operationsOf(document)) {
    const scope = scopes.get(routeName(method, path.replaceAll(/\{(\w+)\}/g, ':$1')));
    if (scope !== undefined) guard(operation, scope);
  }
  const { components = {} } = document;
  return {
    ...document,
    components: {
      ...components,
      responses: responses(),
      securitySchemes: {
        [TOKEN]: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token whose `scope` names what the operation asks for; `dossier token` prints one',
        },
      },
    },
  };
};
