import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { type FieldProblem } from '../event-sourcing/core.js';
import { type Row, type UnreadableRow } from './rows.js';

/** Why a row was refused: which of its commands, and the stable code and the words of the refusal. */
export interface RefusalReason {
  readonly command?: string;
  readonly code: string;
  readonly message: string;
  readonly fields?: readonly FieldProblem[];
}

/**
 * The refused rows of one import, one JSON object a line: `{line, row, reason}`. `row` has the text of each column; of a
 * row that could not be read it is the text that stands in the file. The file of an earlier import of the same name is
 * removed at the start, and a new one made with the first refusal.
 */
export class RefusedFile {
  private descriptor: number | undefined;

  constructor(private readonly path: string) {
    rmSync(path, { force: true });
  }

  /** The path, once there is a file. */
  get written(): string | null {
    return this.descriptor === undefined ? null : this.path;
  }

  write(row: Row | UnreadableRow, reason: RefusalReason): void {
    this.descriptor ??= openSync(this.path, 'w');
    const shown = 'values' in row ? row.values : row.content;
    writeSync(this.descriptor, `${JSON.stringify({ line: row.line, row: shown, reason })}\n`);
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
  }
}
