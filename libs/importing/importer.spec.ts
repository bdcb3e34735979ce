import { beforeAll, describe, expect, it } from '@jest/globals';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../event-sourcing/testing.js';
import { type CommandAccepted, DomainCommand, DomainError } from '../event-sourcing/core.js';
import { type CommandClient, CommandBody, type NamedRequest, Text } from '../platform/index.js';
import { importFile, type ImportProgress } from './importer.js';
import { parseMapping } from './mapping.schema.js';

class NoteBody extends CommandBody {
  @Text({ max: 100 })
  readonly text: string;
}
class MakeBook extends DomainCommand<NoteBody> {
  static readonly body = NoteBody;
  static readonly creates = true;
  readonly type = 'MakeBook';
}
class WriteNote extends DomainCommand<NoteBody> {
  static readonly body = NoteBody;
  static readonly creates = true;
  readonly type = 'WriteNote';
}
class TearNote extends DomainCommand<NoteBody> {
  static readonly body = NoteBody;
  readonly type = 'TearNote';
}
class PutNote extends DomainCommand<NoteBody> {
  static readonly body = NoteBody;
  readonly type = 'PutNote';

  static targetOf({ text }: NoteBody): string {
    return text.slice(0, 1);
  }
}

/** Remembers what it was sent, answers each key once with `appended`, and is as slow as it is told to be. */
class Recorder implements CommandClient {
  readonly sent: { readonly type: string; readonly body: unknown; readonly id: string | undefined }[] = [];
  readonly done: string[] = [];
  most = 0;
  private under = 0;
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly refusal: (type: string, body: { text?: string }) => Error | undefined = () => undefined,
    private readonly delay: (body: { text?: string }) => Promise<unknown> = () => Promise.resolve(),
  ) {}

  async send({ type, id, key, data }: NamedRequest): Promise<CommandAccepted> {
    const body = data as { text?: string };
    this.sent.push({ type, body, id });
    this.under += 1;
    this.most = Math.max(this.most, this.under);
    await this.delay(body);
    this.under -= 1;
    const refusal = this.refusal(type, body);
    if (refusal) throw refusal;
    const earlier = this.keys.get(key);
    if (earlier !== undefined && earlier !== JSON.stringify(body)) {
      throw new DomainError('command-id-reused', 'used already');
    }
    this.keys.set(key, JSON.stringify(body));
    this.done.push(`${type} ${body.text ?? ''}`);
    return {
      id: id ?? key,
      revision: 0,
      position: '',
      outcome: earlier === undefined ? 'appended' : 'repeated',
    };
  }
}

let folder: string;
let file: string;
beforeAll(() => {
  folder = temporaryFolder();
  file = join(folder, 'notes.csv');
});

const notes = `commands:
  - command: MakeBook
    once: '{book}'
    id: { derivedId: ['{book}'] }
    body: { text: '{book} by {note}' }
  - command: WriteNote
    body: { text: '{note}', book: { derivedId: ['{book}'] } }`;

const run = (
  recorder: Recorder,
  yaml = notes,
  {
    delimiter = ',',
    ...more
  }: { delimiter?: string; inFlight?: number; onProgress?: (p: ImportProgress) => void } = {},
) =>
  importFile({
    file,
    mapping: parseMapping(
      'notes.yaml',
      `name: notes\ninput: { format: csv, delimiter: '${delimiter}' }\n${yaml}`,
    ),
    commands: [MakeBook, WriteNote, TearNote, PutNote],
    client: recorder,
    refusedFile: join(folder, 'refused.ndjson'),
    ...more,
  });

/** By line; the file has them in the order that they were refused. */
const refusedRows = async (): Promise<unknown[]> =>
  (await readFile(join(folder, 'refused.ndjson'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { line: number })
    .sort((one, other) => one.line - other.line);

describe('an import', () => {
  it('sends the commands of each row, those marked so once only', async () => {
    await writeFile(file, 'book,note\na,1\nb,2\na,3\n');
    const recorder = new Recorder();
    expect(await run(recorder)).toEqual({
      rows: 3,
      commands: 5,
      accepted: 5,
      repeated: 0,
      refused: 0,
      refusedFile: null,
    });
    expect([...recorder.done].sort()).toEqual([
      'MakeBook a by 1',
      'MakeBook b by 2',
      'WriteNote 1',
      'WriteNote 2',
      'WriteNote 3',
    ]);
  });

  it('done again brings in nothing, and with rows added those alone, also in front', async () => {
    await writeFile(file, 'book,note\na,1\nb,2\nb,2\n');
    const recorder = new Recorder();
    await run(recorder);
    expect(await run(recorder)).toMatchObject({ commands: 5, accepted: 0, repeated: 5 });
    await appendFile(file, 'b,2\nc,1\n');
    expect(await run(recorder)).toMatchObject({ rows: 5, commands: 8, accepted: 3, repeated: 5 });
    await writeFile(file, 'book,note\nc,0\na,1\nb,2\nb,2\nb,2\nc,1\n');
    expect(await run(recorder)).toMatchObject({ rows: 6, commands: 9, accepted: 1, repeated: 8, refused: 0 });
  });

  it('puts what rows say in their order, and anew each time', async () => {
    await writeFile(file, 'note\na1\na2\nb1\na1\n');
    const puts = `commands: [{ command: PutNote, body: { text: '{note}' } }]`;
    // The first is the slowest.
    const recorder = new Recorder(undefined, ({ text }) =>
      text === 'a1' ? new Promise(setImmediate) : Promise.resolve(),
    );
    expect(await run(recorder, puts)).toMatchObject({ commands: 4, accepted: 4, refused: 0 });
    const ofA = () => recorder.done.filter((line) => line.startsWith('PutNote a'));
    expect(ofA()).toEqual(['PutNote a1', 'PutNote a2', 'PutNote a1']);
    expect(recorder.sent.every(({ id }) => id === undefined)).toBe(true);
    expect(await run(recorder, puts)).toMatchObject({ commands: 4, accepted: 4 });
  });

  it('takes rows that repeat another for rows of their own', async () => {
    await writeFile(file, 'book,note\na,1\na,1\na,1\n');
    expect(await run(new Recorder())).toMatchObject({ rows: 3, commands: 4, accepted: 4 });
  });

  it('keeps many rows under way, as many as it is told to, and no more', async () => {
    await writeFile(file, `book,note\n${Array.from({ length: 500 }, (_, n) => `${n},${n}\n`).join('')}`);
    const recorder = new Recorder(undefined, () => new Promise(setImmediate));
    await run(recorder, notes, { inFlight: 16 });
    expect(recorder.most).toBe(16);
    expect(recorder.done).toHaveLength(1000);
  });

  it('makes a row wait for what an earlier one does to the thing that it changes or mentions', async () => {
    await writeFile(file, 'book,note\na,1\na,2\nb,3\n');
    let finishFirst = (): void => undefined;
    const first = new Promise<void>((resolve) => (finishFirst = resolve));
    const recorder = new Recorder(undefined, ({ text }) => (text === 'a by 1' ? first : Promise.resolve()));
    await run(recorder, notes, {
      onProgress: () => {
        finishFirst();
      },
    });
    expect(recorder.done).toEqual([
      'MakeBook b by 3',
      'WriteNote 3',
      'MakeBook a by 1',
      'WriteNote 1',
      'WriteNote 2',
    ]);
  });

  it('brings in what was refused once it is mended, and nothing else again', async () => {
    await writeFile(file, 'book,note\na,1\nb;2\n"c,3\n');
    const recorder = new Recorder();
    expect(await run(recorder)).toMatchObject({ accepted: 2, refused: 2 });
    expect(await refusedRows()).toMatchObject([
      { line: 3, row: 'b;2' },
      { line: 4, row: '"c,3' },
    ]);
    await writeFile(file, 'book,note\na,1\nb,2\n"c",3\n');
    expect(await run(recorder)).toMatchObject({ accepted: 4, repeated: 2, refused: 0 });
  });

  it('takes a row that can’t be read for no repetition of one that reads like its text', async () => {
    await writeFile(file, 'book;note\na;1\n');
    const recorder = new Recorder();
    await run(recorder, notes, { delimiter: ';' });
    await writeFile(file, 'book;note\n["a","1"]\na;1\n');
    expect(await run(recorder, notes, { delimiter: ';' })).toMatchObject({ accepted: 0, refused: 1 });
  });

  it('goes on after refused rows, and writes them to a file with the reason', async () => {
    await writeFile(file, 'book,note\na,1\nb,bad\nc\nd,4\n');
    const recorder = new Recorder((_, { text }) =>
      text === 'bad'
        ? new DomainError('bad-note', 'it is bad', [{ field: 'text', message: 'bad' }])
        : undefined,
    );
    const refusedFile = join(folder, 'refused.ndjson');
    expect(await run(recorder)).toEqual({
      rows: 4,
      commands: 6,
      accepted: 5,
      repeated: 0,
      refused: 2,
      refusedFile,
    });
    expect(await refusedRows()).toEqual([
      {
        line: 3,
        row: { book: 'b', note: 'bad' },
        reason: {
          command: 'WriteNote',
          code: 'bad-note',
          message: 'it is bad',
          fields: [{ field: 'text', message: 'bad' }],
        },
      },
      {
        line: 4,
        row: 'c',
        reason: { code: 'row-unreadable', message: 'the row has 1 fields, not 2' },
      },
    ]);
    expect(await run(new Recorder())).toMatchObject({ refused: 1 });
    expect(await refusedRows()).toHaveLength(1);
  });

  it('lets another row send what is sent once, when the first was refused it', async () => {
    await writeFile(file, 'book,note\na,1\na,2\na,3\n');
    const recorder = new Recorder((_, { text }) =>
      text === 'a by 1' ? new DomainError('no', 'no') : undefined,
    );
    expect(await run(recorder)).toMatchObject({ rows: 3, commands: 4, accepted: 3, refused: 1 });
    expect(recorder.done).toEqual(['MakeBook a by 2', 'WriteNote 2', 'WriteNote 3']);
  });

  it('reads the file once for each pass, and leaves out rows refused before', async () => {
    await writeFile(file, 'book,note,above\na,1,b\nb,2,\nc,bad,a\n');
    const recorder = new Recorder((_, { text }) =>
      text === 'bad' ? new DomainError('no', 'no') : undefined,
    );
    const fractions: number[] = [];
    const passes = `passes:
  - commands: [{ command: WriteNote, id: { derivedId: ['{book}'] }, body: { text: '{note}' } }]
  - commands:
      - command: TearNote
        when: { column: above, present: true }
        id: { derivedId: ['{book}'] }
        body: { text: '{above}' }`;
    const result = await run(recorder, passes, { onProgress: ({ fraction }) => fractions.push(fraction) });
    expect(result).toMatchObject({ rows: 3, commands: 4, accepted: 3, refused: 1 });
    expect(recorder.done).toEqual(['WriteNote 1', 'WriteNote 2', 'TearNote b']);
    expect(fractions).toEqual([0.5, 0.5, 0.5, 1, 1, 1]);
  });

  it('stops where the store fails, and says so', async () => {
    await writeFile(file, `book,note\n${Array.from({ length: 2000 }, (_, n) => `${n},${n}\n`).join('')}`);
    const recorder = new Recorder((_, { text }) => (text === '10' ? new Error('out of reach') : undefined));
    await expect(run(recorder, notes, { inFlight: 4 })).rejects.toThrow('out of reach');
    expect(recorder.sent.length).toBeLessThan(100);
  });

  it('refuses a file that lacks a column of the mapping', async () => {
    await writeFile(file, 'book,text\na,1\n');
    await expect(run(new Recorder())).rejects.toThrow(
      /asks for the column note; .*notes\.csv has book, text/,
    );
  });
});
