import { type OpenAPIObject } from '@nestjs/swagger';
import { type Operation, operationsOf } from './openapi.operations.js';

type Links = NonNullable<Exclude<Operation['responses'][string], { $ref: string } | undefined>['links']>;

const CREATED_ID = '$response.body#/id';

/** Operations on one thing of this kind, wherever they stand: `/v1/orders/{id}/refunds`, `/v1/audit/customers/{id}/history`. */
const operationsOn = (kind: string, document: OpenAPIObject): readonly Operation[] =>
  operationsOf(document)
    .filter(({ path }) => path.includes(`/${kind}/{id}`))
    .map(({ operation }) => operation);

/** Says in the document that the id a creation answers with is the one that other operations take. */
export const linkCreations = (document: OpenAPIObject): OpenAPIObject => {
  for (const [path, { post }] of Object.entries(document.paths)) {
    const created = post?.responses['201'];
    if (!created || '$ref' in created) continue;
    const kind = path.split('/').at(-1) ?? '';
    const links: Links = {};
    for (const { operationId } of operationsOn(kind, document)) {
      if (operationId) links[operationId] = { operationId, parameters: { id: CREATED_ID } };
    }
    created.links = links;
  }
  return document;
};
