import { describe, expect, it } from '@jest/globals';
import { CommandBody, type AnyCommandType, Text } from '../platform/index.js';
import { derivedId, DomainCommand } from '../event-sourcing/core.js';
import { digestOf } from './digests.js';
import { parseMapping } from './mapping.schema.js';
import { columnsOf, rowCommands } from './row.commands.js';

class NoteBody extends CommandBody {
  @Text({ max: 100 })
  readonly text: string;
}
class MakeNote extends DomainCommand<NoteBody> {
  static readonly body = NoteBody;
  static readonly creates = true;
  readonly type = 'MakeNote';
}
class ChangeNote extends DomainCommand<NoteBody> {
  static readonly body = NoteBody;
  readonly type = 'ChangeNote';
}
class PutNote extends DomainCommand<NoteBody> {
  static readonly body = NoteBody;
  readonly type = 'PutNote';

  static targetOf({ text }: NoteBody): string {
    return text;
  }
}
const commands: readonly AnyCommandType[] = [MakeNote, ChangeNote, PutNote];

const mappingOf = (yaml: string) =>
  parseMapping('notes.yaml', `name: notes\ninput: { format: csv, empty: ['NULL'] }\n${yaml}`);

const commandsOf = (yaml: string, values: Readonly<Record<string, string>>, occurrence = 1) => {
  const [pass] = rowCommands(mappingOf(yaml), commands);
  const content = JSON.stringify(values);
  return pass?.({ line: 2, content, values }, digestOf(content), occurrence, () => false) ?? [];
};

const bodyOf = (body: string, values: Readonly<Record<string, string>>) =>
  commandsOf(`commands: [{ command: MakeNote, body: ${body} }]`, values)[0]?.body;

describe('the body of a command', () => {
  it('has constants, texts made of columns, and columns converted', () => {
    const body = `{
      text: "{first} {last}!", fixed: 3, yes: true,
      many: { column: n, as: whole }, on: { column: d, as: day, format: M/D/YYYY },
      at: { column: d, as: instant, format: M/D/YYYY, offset: "+08:00" }, flag: { column: f, as: flag },
      amount: { column: a, as: amount, currency: USD } }`;
    const values = { first: 'Ada', last: ' Lovelace ', n: '007', d: '2/3/2020', f: 'TRUE', a: '1.10' };
    expect(bodyOf(body, values)).toEqual({
      text: 'Ada Lovelace!',
      fixed: 3,
      yes: true,
      many: 7,
      on: '2020-02-03',
      at: '2020-02-03T00:00:00+08:00',
      flag: true,
      amount: 110,
    });
  });

  it('leaves out what is not in the row, and what is made of that alone', () => {
    const body = `{
      text: "{name}", to: "{name} of {town}", ref: { derivedId: [a, "{town}"] },
      points: [{ kind: e-mail, value: "{mail}" }, { kind: phone, value: "{phone}" }],
      address: { country: fixed, town: "{town}" }, others: ["{town}"] }`;
    expect(bodyOf(body, { name: 'Ada', town: 'NULL', mail: ' ', phone: '123' })).toEqual({
      text: 'Ada',
      points: [{ kind: 'phone', value: '123' }],
    });
  });

  it('has replacements: in what is read, and in what it is to mean', () => {
    const yaml = `commands:
  - command: MakeNote
    body: { text: { column: stage, replace: { Won: done } }, product: '{product}' }`;
    const mapping = parseMapping(
      'notes.yaml',
      `name: notes\ninput: { format: csv, replace: { product: { GTXPro: GTX Pro } } }\n${yaml}`,
    );
    const row = (values: Readonly<Record<string, string>>) =>
      rowCommands(mapping, commands)[0]?.({ line: 2, content: '', values }, digestOf(''), 1, () => false)[0]
        ?.body;
    expect(row({ stage: 'Won', product: 'GTXPro' })).toEqual({ text: 'done', product: 'GTX Pro' });
    expect(row({ stage: 'Lost', product: 'MG' })).toEqual({ text: 'Lost', product: 'MG' });
  });

  it('has something else where a date is missing, and says that it is estimated', () => {
    const body = '{ at: { column: d, as: day, missing: 2016-10-20, estimated: atEstimated } }';
    expect(bodyOf(body, { d: '' })).toEqual({ at: '2016-10-20', atEstimated: true });
    expect(bodyOf(body, { d: '2017-01-01' })).toEqual({ at: '2017-01-01' });
  });

  it.each([
    ['{ n: { column: x, as: whole } }', 'x "many" is not a whole number'],
    ['{ n: { column: x, as: amount, currency: USD } }', 'x "many" is not an amount in USD'],
    ['{ n: { column: x, as: day, format: YYYYMMDD } }', 'x "many" is not a date of the form YYYYMMDD'],
    ['{ n: { column: x, as: flag } }', 'x "many" is not true or false'],
  ])('is refused when a text is not what it should be: %s', (body, message) => {
    expect(() => bodyOf(body, { x: 'many' })).toThrow(message);
  });
});

describe('the commands of a row', () => {
  const yaml = `commands:
  - command: MakeNote
    once: '{customer}'
    id: { derivedId: [notes, '{customer}'] }
    body: { text: made }
  - command: ChangeNote
    when: [{ column: state, is: [open, won] }, { column: amount, present: true }]
    id: { derivedId: [notes, '{customer}'] }
    body: { text: '{state}' }`;

  it('are those whose conditions hold, to ids made of columns', () => {
    const id = derivedId('import', 'notes', '7');
    expect(commandsOf(yaml, { customer: '7', state: 'won', amount: '1' })).toMatchObject([
      { type: MakeNote, id },
      { type: ChangeNote, id, body: { text: 'won' } },
    ]);
    expect(commandsOf(yaml, { customer: '7', state: 'lost', amount: '1' })).toHaveLength(1);
    expect(commandsOf(yaml, { customer: '7', state: 'won', amount: '' })).toHaveLength(1);
    expect(commandsOf(yaml, { customer: '', state: 'won', amount: '1' })).toHaveLength(0);
  });

  it('have keys of their own for each repetition of the row, and the same when it is read again', () => {
    const keysOf = (occurrence: number, state = 'won') =>
      commandsOf(yaml, { customer: '7', state, amount: '1' }, occurrence).map(
        ({ idempotencyKey }) => idempotencyKey,
      );
    expect(keysOf(1)).toEqual(keysOf(1));
    expect(keysOf(2)[1]).not.toBe(keysOf(1)[1]);
    expect(keysOf(1, 'open')[1]).not.toBe(keysOf(1)[1]);
    expect(keysOf(1, 'open')[0]).toBe(keysOf(2)[0]);
  });

  it('must be commands that there are, with an id where they create nothing', () => {
    expect(() => commandsOf('commands: [{ command: EatNote }]', {})).toThrow(
      'there is no command EatNote; there are ChangeNote, MakeNote, PutNote',
    );
    expect(() => commandsOf('commands: [{ command: ChangeNote }]', {})).toThrow('needs an "id"');
    const put = `{ command: PutNote, body: { text: x } }`;
    expect(commandsOf(`commands: [${put}]`, {})).toMatchObject([{ type: PutNote }]);
    const withId = put.replace('body', 'id: y, body');
    expect(() => commandsOf(`commands: [${withId}]`, {})).toThrow('it takes no "id"');
  });

  it('tell which columns they ask for', () => {
    expect(columnsOf(mappingOf(yaml))).toEqual(['customer', 'state', 'amount']);
  });
});
