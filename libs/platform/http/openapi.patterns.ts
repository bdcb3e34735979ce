import { type OpenAPIObject } from '@nestjs/swagger';

/** A pattern that would hide what it is about stands once among the components, and is said in words there. */
interface NamedPattern {
  readonly name: string;
  readonly description: string;
}

const named = new Map<string, NamedPattern>();

/** Gives a pattern a name in the document. */
export const namePattern = (pattern: string, name: string, description: string): string => {
  named.set(pattern, { name, description });
  return pattern;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const refer = (value: unknown): void => {
  if (!isObject(value)) return;
  const pattern = typeof value.pattern === 'string' ? named.get(value.pattern) : undefined;
  // What a reference says can't be widened to null beside it.
  if (pattern && value.nullable !== true) {
    delete value.pattern;
    value.allOf = [{ $ref: `#/components/schemas/${pattern.name}` }];
  }
  Object.values(value).forEach(refer);
};

/** Puts a reference in the place of every named pattern. */
export const nameLongPatterns = (document: OpenAPIObject): OpenAPIObject => {
  refer(document);
  const schemas = Object.fromEntries(
    [...named].map(([pattern, { name, description }]) => [
      name,
      { type: 'string' as const, description, pattern },
    ]),
  );
  return {
    ...document,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...schemas } },
  };
};
