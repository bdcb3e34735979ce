import { type FieldProblem, type Position } from '../../event-sourcing/core.js';
import { type Converted } from '../rates/conversion.js';
import { type PurchasesAsk } from '../purchases/purchase-grouping.js';
import { type ReportName } from '../reports.js';
import { type ListPart } from './long-lists.js';

/** Where the thread reads, and whose days its reports have. */
export interface ReportThreadData {
  readonly readStore: string;
  /** A name of the IANA database. */
  readonly timeZone: string;
}

/** A question to the thread. */
export interface ReportQuestion {
  readonly number: number;
  readonly name: ReportName;
  readonly ask: unknown;
  readonly asOf: string;
  /** Facts recorded after this position (or after this time, by the minute) don't count; absent: all. */
  readonly knownAt?: string | undefined;
  /** Purchases in other currencies are converted to this one. */
  readonly convertTo?: string | undefined;
  /** Whoever asks doesn't see personal data. */
  readonly masks?: boolean;
}

/** What the thread makes ready while nobody waits for it: what it keeps, and questions that will be asked. */
export interface ToMakeReady {
  readonly asOf: string;
  readonly questions: readonly PurchasesAsk[];
}

export type ToReportThread =
  | ReportQuestion
  /** Nobody waits for this answer any more, or for the rest of it. */
  | { readonly cancel: number }
  /** The next part of a list of this answer. */
  | { readonly more: number; readonly list: string }
  | { readonly ready: ToMakeReady }
  | 'close';

/** What the thread answers to a question: a report, what the domain refuses, or what went wrong. */
export type ReportAnswer = { readonly number: number } & (
  | {
      readonly position: Position;
      readonly report: object;
      readonly converted?: Converted;
      /** Of the report: they are empty in it, and wait in the thread. */
      readonly lists: readonly string[];
    }
  | {
      readonly refused: {
        readonly code: string;
        readonly message: string;
        readonly fields: readonly FieldProblem[];
      };
    }
  | { readonly failure: unknown }
);

/** A part of a list of an answer. */
export interface ReportListPart {
  readonly number: number;
  readonly list: string;
  readonly part: ListPart;
}

export type FromReportThread = ReportAnswer | ReportListPart;

/** The code of a refusal that is the engine's own: an `InvalidCursorError`. */
export const INVALID_CURSOR = 'invalid-cursor';
