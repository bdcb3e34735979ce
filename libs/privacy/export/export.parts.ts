import { type ExportSection, type JSON_TYPE } from '../../platform/index.js';

/** The token of the sections of all contexts. */
export const EXPORT_SECTIONS = Symbol('EXPORT_SECTIONS');

export const HTML_TYPE = 'text/html';

/** The two forms of an export. */
export type ExportMedia = typeof JSON_TYPE | typeof HTML_TYPE;

/** What stands above everything else in an export. */
export interface ExportHead {
  readonly customerId: string;
  readonly madeAt: string;
  /** Who asked for it. */
  readonly madeFor: string;
  /** The id of the key that the document is signed by. */
  readonly signedBy: string;
  /** Null: the person was not erased. */
  readonly erasedAt: string | null;
}

export interface OpenedSection {
  readonly section: ExportSection;
  readonly rows: AsyncIterable<object>;
}
