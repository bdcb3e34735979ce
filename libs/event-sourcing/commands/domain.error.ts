/** One thing wrong with one field of a request; `field` is a dotted path. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/**
 * A refusal by the domain, with a stable kebab-case code. It knows nothing of HTTP: a table at the edge maps codes to
 * statuses. Nothing was appended.
 */
export class DomainError<Code extends string = string> extends Error {
  override readonly name: string = 'DomainError';

  constructor(
    readonly code: Code,
    detail: string,
    readonly fields: readonly FieldProblem[] = [],
    /** The id of what stands in the way, where it is one thing. */
    readonly conflictsWith?: string,
  ) {
    super(detail);
  }
}

export type EngineErrorCode =
  | 'command-id-reused'
  | 'revision-mismatch'
  | 'too-much-contention'
  | 'occurred-in-future'
  | 'occurred-before-start'
  | 'event-too-large'
  | 'customer-erased';

/** A refusal by the engine itself, whatever the context. */
export class CommandError extends DomainError<EngineErrorCode> {
  override readonly name = 'CommandError';
}
