import { type FieldProblem, type Position } from '../../event-sourcing/core.js';
import { type ReportName } from '../reports.js';

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
}

export type ToReportThread = ReportQuestion | { readonly cancel: number } | 'close';

/** What the thread answers: a report, what the domain refuses, or what went wrong. */
export type ReportAnswer = { readonly number: number } & (
  | { readonly position: Position; readonly report: unknown }
  | {
      readonly refused: {
        readonly code: string;
        readonly message: string;
        readonly fields: readonly FieldProblem[];
      };
    }
  | { readonly failure: unknown }
);
