/** How the text of a column becomes a value. */
export type Conversion =
  | { readonly as: 'text' | 'whole' | 'flag' }
  /** A decimal amount in units of the currency becomes a whole number of its minor units. */
  | {
      readonly as: 'amount';
      readonly currency: string;
      readonly decimal: '.' | ',';
      readonly grouping?: string;
    }
  /** `format` is made of YYYY, MM, M, DD, D, HH, mm and ss; a date without a time is its midnight in `offset`. */
  | { readonly as: 'day' | 'instant'; readonly format: string; readonly offset: string };

export type Constant = string | number | boolean;

/** The text of one column, replaced, then converted. */
export interface ColumnValue {
  readonly kind: 'column';
  readonly column: string;
  readonly replace: Readonly<Record<string, string>>;
  readonly conversion: Conversion;
  /** What stands in where the column is empty; `estimated` names the field beside it that then becomes true. */
  readonly missing?: { readonly value: Constant; readonly estimated?: string };
}

/** How one value of a command is made from a row. A value may be absent; so are those made from it alone. */
export type Value =
  | { readonly kind: 'constant'; readonly value: Constant }
  /** Texts between column names: `parts[0] columns[0] parts[1] … parts[n]`. Absent when one of the columns is. */
  | { readonly kind: 'template'; readonly parts: readonly string[]; readonly columns: readonly string[] }
  | ColumnValue
  /** A UUID, always the same for the same parts. Absent when one of them is. */
  | { readonly kind: 'derivedId'; readonly parts: readonly Value[] }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | ObjectValue;

export interface ObjectValue {
  readonly kind: 'object';
  readonly fields: Readonly<Record<string, Value>>;
}

/** A test of one column: one of these texts, or there at all. */
export interface Condition {
  readonly column: string;
  readonly is?: readonly string[];
  readonly present?: boolean;
}

/** A command that a row gives rise to. */
export interface CommandRule {
  readonly command: string;
  /** Names the command within its mapping, and takes part in its idempotency key: it must stay as it is. */
  readonly key: string;
  readonly id?: Value;
  /** Sent for the first row only among those where this is the same. */
  readonly once?: Value;
  readonly when: readonly Condition[];
  readonly body: ObjectValue;
}

/** How a file is read. */
export interface InputFormat {
  readonly format: 'csv' | 'ndjson';
  /** One or more characters, or `spaces`: runs of them. */
  readonly delimiter: string;
  /** The columns' names; absent: the first line has them. */
  readonly columns?: readonly string[];
  /** Texts that say that there is nothing, beside the empty one. */
  readonly empty: readonly string[];
  /** Repairs, by column: each of these texts is read as the other. */
  readonly replace: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What turns the rows of a file into commands. The file is read once for each pass, one after another. */
export interface Mapping {
  /** Takes part in ids and idempotency keys: rows imported under one name are recognised under it alone. */
  readonly name: string;
  readonly input: InputFormat;
  readonly passes: readonly (readonly CommandRule[])[];
}

/** A mapping that can't be used: the sentence says what is wrong, and where. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
}
