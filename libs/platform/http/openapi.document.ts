import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type BoundedContext } from '../bounded-context.js';
import { routeScopes } from '../access/route-scopes.js';
import { CONTEXTS } from '../tokens.js';
import { answerExamples } from './answer.examples.js';
import { documentAccess } from './openapi.access.js';
import { linkCreations } from './openapi.links.js';
import { operationsOf } from './openapi.operations.js';
import { nameLongPatterns } from './openapi.patterns.js';

const ABOUT = `An event-sourced CRM service: commands in; read models, analytics and audit out.

**Callers** send a token (\`Authorization: Bearer …\`), which \`dossier token\` prints where the service has a key of its own;
each operation asks for one scope. The subject and the client of the token are the \`actor\` of what is recorded. \`pii:read\` adds that personal data is shown.

**Commands** are POSTs. Send an \`Idempotency-Key\` and a command can be sent again until it is answered: it takes effect
once. The answer carries a \`position\`; sent with a query as \`Dossier-Min-Position\`, the query's answer holds what the
command wrote. The \`ETag\` is the revision; sent back as \`If-Match\`, a command holds only for that revision.

**Refusals** are problem documents (RFC 9457) with a stable \`code\`; each operation lists its own.

**Money** is in minor units (cents) of an ISO 4217 currency. **Times** carry their offset; days are days of UTC.`;

/** The tags of what no context gives. */
const platformTags = {
  commands: 'Many commands in one request.',
  projections: 'How read models fare, for operators.',
  reactions: 'How reactions and timers fare, for operators.',
  tokens: 'Tokens that are no longer accepted.',
  health: 'For whatever keeps the process running.',
};

const described = (contexts: readonly BoundedContext[]): Omit<OpenAPIObject, 'paths'> => {
  const builder = new DocumentBuilder()
    .setTitle('Dossier')
    .setDescription(ABOUT)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'The service that this document was read from');
  const tags = Object.assign({}, ...contexts.map((context) => context.tags), platformTags) as Readonly<
    Record<string, string>
  >;
  for (const [tag, about] of Object.entries(tags)) builder.addTag(tag, about);
  const { info, ...rest } = builder.build();
  return { ...rest, info: { ...info, contact: { name: 'The maintainers of Dossier' } }, security: [] };
};

/** Request bodies refuse unknown fields, and the document says so. */
const closeBodies = (document: OpenAPIObject): OpenAPIObject => {
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    if (name.endsWith('Body') && !('$ref' in schema)) schema.additionalProperties = false;
  }
  return document;
};

/** Answers as they were recorded: see `test/openapi`. */
export const withAnswers = (
  document: OpenAPIObject,
  answers: Readonly<Record<string, unknown>>,
): OpenAPIObject => {
  for (const { operation } of operationsOf(document)) {
    const example = answers[operation.operationId ?? ''];
    const success = Object.entries(operation.responses).find(([status]) => status < '300')?.[1];
    const json = success && !('$ref' in success) ? success.content?.['application/json'] : undefined;
    if (json && example !== undefined) json.example = example;
  }
  return document;
};

/** The OpenAPI document of an app, from its controllers and what its contexts say of themselves. */
export const openApiOf = (app: NestFastifyApplication): OpenAPIObject => {
  const contexts = app.get<readonly BoundedContext[]>(CONTEXTS);
  const document = SwaggerModule.createDocument(app, described(contexts));
  const guarded = documentAccess(linkCreations(closeBodies(document)), routeScopes(app));
  return nameLongPatterns(withAnswers(guarded, answerExamples));
};
