import { type CommandBody } from './command-body.js';
import { type CommandEnvelope, type DomainCommand } from '../../event-sourcing/core.js';
import { InvalidRequestError, validated } from './validation.js';

/** A command class. */
export interface CommandConstructor<Data extends CommandBody> {
  readonly name: string;
  new (id: string, data: Data, envelope: CommandEnvelope): DomainCommand<Data>;
}

/**
 * A command class, with the class that describes its body. `creates`: it begins a stream, whose id is derived from the
 * command's unless one is given. `targetOf`: it is sent without an id, and its body tells what it is for.
 */
export interface CommandType<Data extends CommandBody = CommandBody> extends CommandConstructor<Data> {
  readonly body: new () => Data;
  readonly creates?: true;
  targetOf?(data: Data): string;
}

/** A command among others, found by its name; `body` makes what the constructor takes. */
export interface AnyCommandType {
  readonly name: string;
  readonly body: new () => CommandBody;
  readonly creates?: true;
  targetOf?(data: never): string;
  new (id: string, data: never, envelope: CommandEnvelope): DomainCommand;
}

/** What a command of this type is for, as its body tells; undefined: the body doesn't, or can't be taken. */
export const targetIn = (type: AnyCommandType, body: unknown): string | undefined => {
  if (!type.targetOf) return undefined;
  try {
    // As a command's body makes exactly what its constructor takes.
    return (type as unknown as CommandType).targetOf?.(validated(type.body, body));
  } catch (error) {
    if (error instanceof InvalidRequestError) return undefined;
    throw error;
  }
};
