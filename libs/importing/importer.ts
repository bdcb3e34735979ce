import { basename } from 'node:path';
import { DomainError } from '../event-sourcing/core.js';
import {
  type AnyCommandType,
  type CommandClient,
  CommandLanes,
  newCommandId,
  targetIn,
} from '../platform/index.js';
import { DigestCounts, digestOf } from './digests.js';
import { type Mapping } from './mapping.js';
import { RefusedFile, type RefusalReason } from './refused.file.js';
import { columnsOf, rowCommands, type RowCommand, type RowCommands } from './row.commands.js';
import { RowValueError } from './row.values.js';
import { readRows, sizeOf } from './rows.reader.js';
import { type Row, UnreadableFileError, type UnreadableRow } from './rows.js';
import { Slots } from './slots.js';

export interface ImportRequest {
  readonly file: string;
  readonly mapping: Mapping;
  /** All commands that a mapping may name. */
  readonly commands: readonly AnyCommandType[];
  /** Commands are recognised again when they come from the same service. */
  readonly client: CommandClient;
  /** Where refused rows go. */
  readonly refusedFile: string;
  /** How many rows are under way at once. */
  readonly inFlight?: number;
  /** Called when a row is done. */
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** `accepted` and `repeated` count commands, `refused` rows. */
export interface ImportCounts {
  readonly rows: number;
  readonly commands: number;
  readonly accepted: number;
  /** Commands that an earlier import had brought in, or that had nothing to change. */
  readonly repeated: number;
  readonly refused: number;
}

export interface ImportProgress extends ImportCounts {
  /** How much of the work is read, from 0 to 1. */
  readonly fraction: number;
}

export interface ImportResult extends ImportCounts {
  readonly refusedFile: string | null;
}

/**
 * Turns the rows of a file into commands and sends them, many at once, in order where one row builds on another.
 *
 * It can be run again at any time: each command has an idempotency key made of the mapping's name, the row's content
 * and which repetition of it the row is. So a second import appends nothing, one of a file with rows added brings these
 * in alone, and one that was killed goes on where it stopped. Commands that put something as a row has it (`targetOf`) are
 * decided anew by each import: one that finds it so already changes nothing. A row is refused at its first command that is,
 * and the next rows go on.
 * @throws MappingError, UnreadableFileError when the file as a whole can't be read by this mapping
 * @throws EventStoreError, ServiceFailedError when the store or the service fails; importing again goes on from there
 */
export const importFile = async (request: ImportRequest): Promise<ImportResult> => new Import(request).run();

class Import {
  private readonly counts = { rows: 0, commands: 0, accepted: 0, repeated: 0, refused: 0 };
  private readonly passes: readonly RowCommands[];
  private readonly refused: RefusedFile;
  private readonly slots: Slots;
  private readonly lanes = new CommandLanes();
  /** Commands sent `once` that were accepted, and those under way. */
  private readonly sent = new DigestCounts();
  private readonly sending = new Map<string, Promise<boolean>>();
  /** Lines refused in an earlier pass: later passes leave them out. */
  private readonly refusedLines = new Set<number>();
  private failure: { readonly error: unknown } | undefined;
  /** Part of the keys of commands that put something as a row has it: a later import of the same row puts it so again. */
  private readonly importId = newCommandId();

  constructor(private readonly request: ImportRequest) {
    this.passes = rowCommands(request.mapping, request.commands);
    this.refused = new RefusedFile(request.refusedFile);
    this.slots = new Slots(request.inFlight ?? 128);
  }

  async run(): Promise<ImportResult> {
    const size = await sizeOf(this.request.file);
    try {
      for (const pass of this.passes.keys()) await this.runPass(pass, size);
    } finally {
      await this.slots.allFree();
      this.refused.close();
    }
    if (this.failure) throw this.failure.error;
    return { ...this.counts, refusedFile: this.refused.written };
  }

  private async runPass(pass: number, size: number): Promise<void> {
    const { file, mapping, onProgress } = this.request;
    const { rows, bytesRead } = readRows(file, mapping.input);
    const occurrences = new DigestCounts();
    let first = true;
    for await (const row of rows) {
      if (this.failure) return;
      if (pass === 0) this.counts.rows += 1;
      if (first && 'values' in row) {
        this.checkColumns(row);
        first = false;
      }
      const commands = this.commandsOf(row, pass, occurrences);
      await this.slots.run(async () => {
        await this.sendRow(row, commands);
        onProgress?.({ ...this.counts, fraction: (pass + bytesRead() / size) / this.passes.length });
      });
    }
    await this.slots.allFree();
  }

  private checkColumns({ values }: Row): void {
    const { file, mapping } = this.request;
    if (mapping.input.format !== 'csv') return;
    const lacking = columnsOf(mapping).find((column) => !Object.hasOwn(values, column));
    if (lacking === undefined) return;
    throw new UnreadableFileError(
      `the mapping asks for the column ${lacking}; ${file} has ${Object.keys(values).join(', ')}`,
    );
  }

  private commandsOf(
    row: Row | UnreadableRow,
    pass: number,
    occurrences: DigestCounts,
  ): readonly RowCommand[] {
    if (!('values' in row)) {
      if (pass === 0) this.refuse(row, { code: 'row-unreadable', message: row.problem });
      return [];
    }
    const digest = digestOf(row.content);
    const occurrence = occurrences.add(digest);
    if (this.refusedLines.has(row.line)) return [];
    try {
      return this.passes[pass]?.(row, digest, occurrence, (once) => this.sent.has(once)) ?? [];
    } catch (error) {
      if (!(error instanceof RowValueError)) throw error;
      this.refuse(row, { code: 'row-invalid', message: error.message });
      return [];
    }
  }

  private async sendRow(row: Row | UnreadableRow, commands: readonly RowCommand[]): Promise<void> {
    try {
      await this.lanes.run(commands.map(ordered), ({ command }) =>
        command.once
          ? this.sendOnce(command, command.once.toString('hex'), row.line)
          : this.send(command, row.line),
      );
    } catch (error) {
      if (error instanceof RefusedCommandError) this.refuse(row, error.reason);
      else this.failure ??= { error };
    }
  }

  /** Of rows that would send the same, one does; when it is refused, the next one tries. */
  private async sendOnce(command: RowCommand, key: string, line: number): Promise<void> {
    for (let other = this.sending.get(key); other; other = this.sending.get(key)) if (await other) return;
    if (command.once && this.sent.has(command.once)) return;
    const sending = this.send(command, line);
    this.sending.set(
      key,
      sending.then(
        () => true,
        () => false,
      ),
    );
    try {
      await sending;
      if (command.once) this.sent.add(command.once);
    } finally {
      this.sending.delete(key);
    }
  }

  private async send({ type, id, idempotencyKey, body, once }: RowCommand, line: number): Promise<void> {
    if (this.failure) return;
    this.counts.commands += 1;
    try {
      const { outcome } = await this.request.client.send({
        type: type.name,
        ...(id === undefined ? {} : { id }),
        key: type.targetOf ? `${idempotencyKey}/${this.importId}` : idempotencyKey,
        data: body,
        source: { file: basename(this.request.file), line },
      });
      this.counts[outcome === 'appended' ? 'accepted' : 'repeated'] += 1;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Sent once, from another row of an earlier import: what that row said of it stands.
      if (once && error.code === 'command-id-reused') this.counts.repeated += 1;
      else throw new RefusedCommandError(type.name, error);
    }
  }

  private refuse(row: Row | UnreadableRow, reason: RefusalReason): void {
    this.counts.refused += 1;
    if (this.passes.length > 1) this.refusedLines.add(row.line);
    this.refused.write(row, reason);
  }
}

/** Rows that say something of one thing are sent one after the other, also where its id is found out by the service. */
const ordered = (command: RowCommand) => {
  const { type, body, once } = command;
  const id = command.id ?? targetIn(type, body);
  return { command, body, ...(id === undefined ? {} : { id }), ...(once ? { once } : {}) };
};

const isRefusal = (error: unknown): error is DomainError => error instanceof DomainError;

class RefusedCommandError extends Error {
  override readonly name = 'RefusedCommandError';
  readonly reason: RefusalReason;

  constructor(command: string, { code, message, fields }: DomainError) {
    super(message);
    this.reason = { command, code, message, ...(fields.length === 0 ? {} : { fields }) };
  }
}
