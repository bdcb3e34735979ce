import { type CommandEnvelope, type DomainCommand } from '../../event-sourcing/index.js';

/**
 * A command class, with the class that describes its body. `creates`: it begins a stream, whose id is derived from the
 * command's unless one is given.
 */
export interface CommandType<Data extends object = object> {
  readonly name: string;
  readonly body: new () => Data;
  readonly creates?: true;
  new (id: string, data: Data, envelope: CommandEnvelope): DomainCommand<Data>;
}
