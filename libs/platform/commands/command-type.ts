import { type CommandBody } from './command-body.js';
import { type CommandEnvelope, type DomainCommand } from '../../event-sourcing/core.js';

/** A command class. */
export interface CommandConstructor<Data extends CommandBody> {
  readonly name: string;
  new (id: string, data: Data, envelope: CommandEnvelope): DomainCommand<Data>;
}

/**
 * A command class, with the class that describes its body. `creates`: it begins a stream, whose id is derived from the
 * command's unless one is given.
 */
export interface CommandType<Data extends CommandBody = CommandBody> extends CommandConstructor<Data> {
  readonly body: new () => Data;
  readonly creates?: true;
}

/** A command among others, found by its name; `body` makes what the constructor takes. */
export interface AnyCommandType {
  readonly name: string;
  readonly body: new () => CommandBody;
  readonly creates?: true;
  new (id: string, data: never, envelope: CommandEnvelope): DomainCommand;
}
