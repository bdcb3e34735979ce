import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { DomainCommand } from '../../event-sourcing/core.js';
import { type Scope } from '../access/scopes.js';
import { CommandBody } from './command-body.js';
import { CommandCatalogue } from './command-catalogue.js';
import { named, routesWith } from './command-table.js';

class Body extends CommandBody {}

class Place extends DomainCommand<Body> {
  static readonly body = Body;
  static readonly creates = true;
  readonly type = 'Place';
}

class Measure extends DomainCommand<Body> {
  static readonly body = Body;
  static readonly creates = true;
  readonly type = 'Measure';
}

class Erase extends DomainCommand<Body> {
  static readonly body = Body;
  static readonly creates = true;
  readonly type = 'Erase';
}

class Put extends DomainCommand<Body> {
  static readonly body = Body;
  readonly type = 'Put';

  static targetOf(): string {
    return 'the only one';
  }
}

const route = routesWith<never>();
const docs = { about: '', refuses: [], example: {} };
const catalogue = new CommandCatalogue([
  {
    name: 'things',
    commands: {
      table: [
        route('', Place, docs),
        route('measures', Measure, { ...docs, scope: 'crm:analytics' }),
        named(Put),
        route('erasures', Erase, { ...docs, scope: 'crm:admin' }),
      ],
      handlers: [],
      problems: {},
    },
  },
]);

const namesIn = ({ types }: CommandCatalogue): string[] => types.map(({ name }) => name);
const to = (...scopes: readonly Scope[]) => namesIn(catalogue.allowedTo(new Set(scopes)));

describe('the commands that callers may send by name', () => {
  it('are all but those that ask for crm:admin', () => {
    expect(namesIn(catalogue)).toEqual(['Place', 'Measure', 'Put']);
    expect(to('crm:command', 'crm:admin', 'crm:analytics')).toEqual(['Place', 'Measure', 'Put']);
  });

  it('leave out what a caller has no scope for', () => {
    const limited = catalogue.allowedTo(new Set<Scope>(['crm:command']));
    expect(namesIn(limited)).toEqual(['Place', 'Put']);
    expect(() => limited.find('Measure', undefined)).toThrow('there is no command Measure');
  });

  it('take no id where their body tells what they are for', () => {
    expect(catalogue.find('Put', undefined).type).toBe(Put);
    expect(() => catalogue.find('Put', 'some id')).toThrow('invalid');
  });
});
