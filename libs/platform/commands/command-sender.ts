import { type CommandBus } from '@nestjs/cqrs';
import {
  type Actor,
  commandIdFor,
  type CommandAccepted,
  type CommandEnvelope,
  createdIdFor,
  type DomainCommand,
  type EventSource,
} from '../../event-sourcing/core.js';
import { type CommandBody } from './command-body.js';
import { newCommandId } from './command-id.js';
import { type AnyCommandType, type CommandConstructor, type CommandType } from './command-type.js';
import { type RequestHash } from './request-hash.js';
import { InvalidRequestError, UUID, validated } from './validation.js';

/** Who sends a command, and how it is recognised when it comes again. */
export interface Sender {
  readonly actor: Actor;
  /** The sender's own name for the request; absent: the request is never recognised again. */
  readonly idempotencyKey?: string;
  readonly correlationId?: string;
  readonly ifMatch?: number | 'any';
  /** Where an import read it. */
  readonly source?: EventSource;
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
   * Validates the sender's body and the id, then sends the command. Without `id`, its body tells what it is for, or it creates
   * something, with an id derived from its own.
   * @throws InvalidRequestError naming every field that is wrong
   * @throws DomainError when the domain refuses it
   */
  async validateAndSend(type: AnyCommandType, sender: Sender, id?: string): Promise<CommandAccepted> {
    if (id !== undefined && !UUID.test(id))
      throw new InvalidRequestError([{ field: 'id', message: 'id must be a UUID' }]);
    // A command's `body` makes exactly what its constructor takes; the erased type can't say so.
    const known = type as unknown as CommandType;
    const data = validated(type.body, sender.body);
    return this.send(known, data, sender, id ?? known.targetOf?.(data));
  }

  /** Sends a command whose data has been validated; `id` as above. @throws DomainError when the domain refuses it */
  send<Data extends CommandBody>(
    type: CommandConstructor<Data>,
    data: Data,
    sender: Sender,
    id?: string,
  ): Promise<CommandAccepted> {
    const commandId = commandIdFor(sender.actor.service, sender.idempotencyKey ?? newCommandId());
    const target = id ?? createdIdFor(commandId, type.name);
    const envelope = this.envelope(type.name, data, sender, commandId, target);
    return this.bus.execute<DomainCommand, CommandAccepted>(new type(target, data, envelope));
  }

  private envelope(
    type: string,
    data: CommandBody,
    { actor, body, correlationId, ifMatch, source }: Sender,
    commandId: string,
    target: string,
  ): CommandEnvelope {
    const { occurredAt } = data;
    const at = occurredAt === undefined ? this.now() : new Date(occurredAt);
    return {
      commandId,
      requestHash: this.requestHash(type, target, body),
      correlationId: correlationId ?? commandId,
      causationId: commandId,
      actor,
      occurredAt: at.toISOString(),
      timeFrom: occurredAt === undefined ? 'decision' : 'caller',
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(source === undefined ? {} : { source }),
    };
  }
}
