import { type Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { type DomainEvent } from '../events/domain-event.js';
import { CommandEngine } from '../commands/command-engine.js';
import { type Decider } from '../commands/decider.js';
import { type CommandAccepted, type DomainCommand } from '../commands/domain-command.js';

type CommandClass<C extends DomainCommand> = abstract new (...args: never[]) => C;

/**
 * A NestJS handler class for each of these commands, which hands it to the engine and does nothing else. A command that
 * must check something outside its stream first has a handler written out beside its context's others.
 */
export const handlersOf = <State, C extends DomainCommand, E extends DomainEvent>(
  decider: Decider<State, C, E>,
  commands: readonly CommandClass<C>[],
): Type[] =>
  commands.map((command) => {
    @CommandHandler(command)
    class DecidingHandler {
      constructor(private readonly engine: CommandEngine) {}

      execute(received: C): Promise<CommandAccepted> {
        return this.engine.handle(decider, received);
      }
    }
    return DecidingHandler;
  });
