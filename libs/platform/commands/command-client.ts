import { type Actor, type CommandAccepted, type EventSource } from '../../event-sourcing/core.js';
import { type CommandCatalogue } from './command-catalogue.js';
import { type CommandSender } from './command-sender.js';

/** A command as a program sends it, by name. */
export interface NamedRequest {
  /** The command's name, such as `PlaceOrder`. */
  readonly type: string;
  /** What it changes; for a command that creates something, the id of that, derived from `key` when absent. */
  readonly id?: string;
  /** Idempotency key: sent again with the same one, the command takes effect once. */
  readonly key: string;
  /** The body of the command. */
  readonly data: unknown;
  /** The line of a file that it was read from. */
  readonly source?: EventSource;
}

/** Sends commands for one actor, in this process or over HTTP, with the same results. */
export interface CommandClient {
  /**
   * Many may be under way at once. A command that builds on another is sent when that one has been answered.
   * @throws DomainError when the command is refused; any other error means that the service or its store failed
   */
  send(request: NamedRequest): Promise<CommandAccepted>;
}

/** Sends commands to the stores that this process has open. */
export class InProcessCommandClient implements CommandClient {
  constructor(
    private readonly sender: CommandSender,
    private readonly catalogue: CommandCatalogue,
    private readonly actor: Actor,
  ) {}

  async send({ type: name, id, key, data, source }: NamedRequest): Promise<CommandAccepted> {
    const { type } = this.catalogue.find(name, id);
    const sender = {
      actor: this.actor,
      idempotencyKey: key,
      body: data,
      ...(source === undefined ? {} : { source }),
    };
    return this.sender.validateAndSend(type, sender, id);
  }
}
