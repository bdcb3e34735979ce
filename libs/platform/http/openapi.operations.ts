import { type OpenAPIObject } from '@nestjs/swagger';

/** What an OpenAPI document says of one operation. */
export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** One operation, and where it stands. */
export interface DocumentedOperation {
  readonly method: string;
  /** With its parameters in braces, as the document writes them. */
  readonly path: string;
  readonly operation: Operation;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** All operations of a document, in its order, whatever their method. */
export const operationsOf = ({ paths }: OpenAPIObject): readonly DocumentedOperation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ method: method.toUpperCase(), path, operation }] : [];
    }),
  );
