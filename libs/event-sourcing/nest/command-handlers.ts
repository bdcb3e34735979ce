import { type Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { type DomainEvent } from '../events/domain-event.js';
import { CommandEngine } from '../commands/command-engine.js';
import { type Check, type Decider } from '../commands/decider.js';
import { type CommandAccepted, type DomainCommand } from '../commands/domain-command.js';

type CommandClass<C extends DomainCommand> = abstract new (...args: never[]) => C;

/**
 * A NestJS handler class for each command of a table, which hands it to the engine with the context's decider and, where
 * commands depend on other streams, its check.
 */
export const handlersOf = <State, C extends DomainCommand, E extends DomainEvent>(
  decider: Decider<State, C, E>,
  commands: readonly { readonly type: CommandClass<C> }[],
  check?: Check<State, C>,
): Type[] =>
  commands.map(({ type }) => {
    @CommandHandler(type)
    class DecidingHandler {
      constructor(private readonly engine: CommandEngine) {}

      execute(received: C): Promise<CommandAccepted> {
        return this.engine.handle(decider, received, check);
      }
    }
    return DecidingHandler;
  });
