import { describe, expect, it } from '@jest/globals';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { customersIn, isPersonal, maskedAnswer } from './answer-plan.js';
import { Personal, personalParametersOf, PersonalParameter } from './personal.decorator.js';
import { PersonalData } from './personal-data.js';

class Address {
  @Personal('text')
  @ApiProperty({ description: 'Street and number' })
  readonly street: string;

  @ApiProperty()
  readonly country: string;
}

class Friend {
  @ApiProperty({ type: () => [Friend] })
  readonly friends: readonly Friend[];

  @ApiProperty()
  readonly customerId: string;

  @Personal('name')
  @ApiProperty()
  readonly name: string;
}

class Person {
  @Personal('name')
  @ApiPropertyOptional()
  readonly name?: string;

  @ApiPropertyOptional()
  readonly address?: Address;

  @ApiProperty({ type: [Friend] })
  readonly friends: readonly Friend[];

  @Personal((line, { type }, personal) => (personal.isIn(String(type)) ? '?' : line))
  @ApiProperty()
  readonly line: string;
}

/** Inherits what its base declares. */
class Employee extends Person {
  @ApiProperty()
  readonly employer: string;
}

class Plain {
  @ApiProperty({ type: [String] })
  readonly names: readonly string[];
}

const personal = new PersonalData([
  {
    masks: { name: 'name', nick: 'name' },
    deciders: [
      {
        category: 'person',
        events: {
          Met: { version: 1, personal: ['name', 'note'] },
          Moved: { version: 1, personal: [] },
        },
        initial: {},
        evolve: (state) => state,
      },
    ],
  },
]);

const ada = {
  name: 'Ada Lovelace',
  address: { street: 'St James’s Square', country: 'GB' },
  friends: [
    { customerId: 'm', name: 'Mary Somerville', friends: [{ customerId: 'c', name: '', friends: [] }] },
  ],
  type: 'Met',
  line: 'Met Mary',
  employer: 'nobody',
};

describe('an answer', () => {
  it('is masked where its class and the classes within it say so', () => {
    expect(maskedAnswer(Employee, ada, personal)).toEqual({
      ...ada,
      name: 'A… L…',
      address: { street: '…', country: 'GB' },
      friends: [{ customerId: 'm', name: 'M… S…', friends: [{ customerId: 'c', name: '', friends: [] }] }],
      line: '?',
    });
    expect(maskedAnswer(Person, [{ type: 'Moved', line: 'Moved' }], personal)).toEqual([
      { type: 'Moved', line: 'Moved' },
    ]);
    expect(ada.name).toBe('Ada Lovelace');
  });

  it('is about the customers whose personal data is there, beside it or around it', () => {
    const customers = (type: typeof Person, answer: unknown, customer?: string) =>
      customersIn(type, answer, { customer }, personal);
    expect(customers(Person, ada, 'a')).toEqual(['a', 'm']);
    expect(customers(Person, { friends: [] }, 'a')).toEqual([]);
    expect(customers(Person, { customerId: 'own', name: 'Ada' }, 'a')).toEqual(['own']);
    expect(customers(Person, { friends: [], line: { customerId: 'within' } }, 'a')).toEqual(['within']);
    expect(customers(Person, { name: 'Ada' })).toEqual([]);
  });

  it('is about the thing that personal data stands in, where no customer is known', () => {
    const things = (answer: unknown, thing?: string) => customersIn(Person, answer, { thing }, personal);
    expect(things({ name: 'Ada', id: 'deal' })).toEqual(['deal']);
    expect(things({ name: 'Ada', id: 'event' }, 'deal')).toEqual(['deal']);
    expect(things({ line: 'Met Mary', type: 'Met' }, 'deal')).toEqual(['deal']);
    expect(things({ line: 'Moved', type: 'Moved' }, 'deal')).toEqual([]);
    expect(things({ name: 'Ada', customerId: 'own' }, 'deal')).toEqual(['own']);
  });

  it('is personal when a class in it has a personal field', () => {
    expect([Employee, Friend, Plain].map(isPersonal)).toEqual([true, true, false]);
  });
});

describe('a personal field', () => {
  it('is said to be masked in the OpenAPI document, beside what it is', () => {
    const { description } = Reflect.getMetadata(
      'swagger/apiModelProperties',
      Address.prototype,
      'street',
    ) as {
      description: string;
    };
    expect(description).toBe('Street and number. Masked without the scope pii:read');
  });
});

describe('a personal parameter', () => {
  class Query {
    @PersonalParameter()
    @ApiProperty()
    readonly name?: string;

    @PersonalParameter(['name'])
    @ApiProperty()
    readonly sort?: string;
  }

  it('is known with the values of it that are personal, to inheriting classes too', () => {
    class Further extends Query {}
    expect([...personalParametersOf(Further.prototype)]).toEqual([
      ['name', undefined],
      ['sort', ['name']],
    ]);
  });
});

describe('what events and states hold', () => {
  const data = { name: 'Ada', note: 'likes engines', place: 'London' };

  it('is masked by the definition of the event', () => {
    expect(personal.maskedData('Met', data)).toEqual({ name: 'A…', note: '…', place: 'London' });
    expect(personal.maskedData('Moved', data)).toEqual(data);
    expect(personal.isIn('Moved')).toBe(false);
  });

  it('is masked whole where nobody defines the event, or the stream', () => {
    expect(personal.maskedData('Unheard', data)).toEqual({ name: '…', note: '…', place: '…' });
    expect(personal.maskedState('other-1', { place: 'London' })).toEqual({ place: '…' });
    expect(personal.isIn('Unheard')).toBe(true);
  });

  it('is masked in a state by the names of the events’ personal fields, and of those that have a mask', () => {
    const state = {
      details: { name: 'Ada', place: 'London' },
      nick: 'The Enchantress',
      met: [{ note: 'x', at: 1 }],
    };
    expect(personal.maskedState('person-1', state)).toEqual({
      details: { name: 'A…', place: 'London' },
      nick: 'T… E…',
      met: [{ note: '…', at: 1 }],
    });
  });
});
