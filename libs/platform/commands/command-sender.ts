import { randomUUID } from 'node:crypto';
import { type CommandBus } from '@nestjs/cqrs';
import { type Actor, commandIdFor, type CommandAccepted, createdIdFor } from '../../event-sourcing/index.js';
import { type CommandBody } from './command-body.js';
import { type CommandType } from './command-type.js';
import { type RequestHash } from './request-hash.js';
import { validated } from './validation.js';

/** Who sends a command, and how it is recognised when it comes again. */
export interface Sender {
  readonly actor: Actor;
  /** The sender's own name for the request; absent: the request is never recognised again. */
  readonly idempotencyKey?: string;
  readonly correlationId?: string;
  readonly ifMatch?: number;
  /** The body as it was sent. */
  readonly body: unknown;
}

/**
 * The one way into the domain, for HTTP, the importer and the demo alike: gives a command its id, its request hash and
 * its time, and hands it to the command bus.
 */
export class CommandSender {
  constructor(
    private readonly bus: CommandBus,
    private readonly requestHash: RequestHash,
    private readonly now: () => Date,
  ) {}

  /**
   * Sends a command whose body is valid. Without `id`, the command creates something, with an id derived from its own.
   * @throws DomainError when the domain refuses it
   */
  async send<Data extends CommandBody>(
    type: CommandType<Data>,
    data: Data,
    sender: Sender,
    id?: string,
  ): Promise<CommandAccepted> {
    const { actor, ifMatch } = sender;
    const commandId = commandIdFor(actor.service, sender.idempotencyKey ?? randomUUID());
    const target = id ?? createdIdFor(commandId);
    const at = data.occurredAt === undefined ? this.now() : new Date(data.occurredAt);
    return this.bus.execute(
      new type(target, data, {
        commandId,
        requestHash: this.requestHash(type.name, target, sender.body),
        correlationId: sender.correlationId ?? commandId,
        causationId: commandId,
        actor,
        occurredAt: at.toISOString(),
        ...(ifMatch === undefined ? {} : { ifMatch }),
      }),
    );
  }

  /**
   * Validates the sender's body, then sends the command.
   * @throws InvalidRequestError naming every field that is wrong
   */
  async validateAndSend<Data extends CommandBody>(
    type: CommandType<Data>,
    sender: Sender,
    id?: string,
  ): Promise<CommandAccepted> {
    return this.send(type, validated(type.body, sender.body), sender, id);
  }
}
