import { setTimeout as delay } from 'node:timers/promises';
import { acceptedOf, type Accepted, type HttpClient } from './http.client.js';

/** A command as sent: the same again has the same effect, once. */
export interface SentCommand {
  readonly key: string;
  readonly path: string;
  readonly body: object;
}

export interface Acknowledged extends Accepted {
  readonly command: SentCommand;
}

export const send = async (client: HttpClient, command: SentCommand): Promise<Acknowledged> => {
  const headers = { 'idempotency-key': command.key };
  const answer = await client.post(command.path, command.body, headers);
  if (answer.status >= 300)
    throw new RefusedError(`${command.path} was answered ${answer.status}: ${answer.text}`);
  return { ...acceptedOf(answer), command };
};

export class RefusedError extends Error {}

/** What one caller sends: a customer, orders and a deal of its own, and the owner of a customer that all callers share. */
async function* conversation(
  name: string,
  shared: string,
  say: (command: SentCommand) => Promise<string>,
): AsyncGenerator<void> {
  const customerId = await say({
    key: `${name}-register`,
    path: '/v1/customers',
    body: { kind: 'person', name: `Customer of ${name}` },
  });
  yield;
  for (let turn = 0; ; turn += 1) {
    const key = `${name}-${turn}`;
    const lines = [{ product: 'Kettle', quantity: 1, amount: 1_000 + turn }];
    const order = { customerId, currency: 'EUR', lines };
    const orderId = await say({ key: `${key}-order`, path: '/v1/orders', body: order });
    yield;
    await say({ key: `${key}-refund`, path: `/v1/orders/${orderId}/refunds`, body: { amount: 100 } });
    yield;
    await say({ key: `${key}-owner`, path: `/v1/customers/${shared}/owner`, body: { owner: key } });
    yield;
    const deal = { customerId, currency: 'EUR', amount: 5_000 };
    const dealId = await say({ key: `${key}-deal`, path: '/v1/deals', body: deal });
    yield;
    await say({ key: `${key}-win`, path: `/v1/deals/${dealId}/win`, body: {} });
    yield;
  }
}

/** Several callers at once, each sending one command after another, until they are told to stop or nobody answers. */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** Sent, and never answered: they may have taken effect or not. */
  readonly unanswered: SentCommand[] = [];
  private stopping = false;
  private readonly callers: Promise<void>[];
  private readonly refusals: RefusedError[] = [];

  /** Each caller pauses for so many milliseconds between its commands; not at all when absent. */
  constructor(
    client: HttpClient,
    name: string,
    shared: string,
    callers: number,
    private readonly pause = 0,
  ) {
    this.callers = Array.from({ length: callers }, (_, index) =>
      this.call(client, `${name}-${index}`, shared),
    );
  }

  /** Resolves when all callers have ended. @throws RefusedError when a command was refused */
  async ended(): Promise<void> {
    await Promise.all(this.callers);
    const [refusal] = this.refusals;
    if (refusal) throw refusal;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.ended();
  }

  private async call(client: HttpClient, name: string, shared: string): Promise<void> {
    const say = async (command: SentCommand): Promise<string> => {
      try {
        const acknowledged = await send(client, command);
        this.acknowledged.push(acknowledged);
        return acknowledged.id;
      } catch (error) {
        if (error instanceof RefusedError) this.refusals.push(error);
        else this.unanswered.push(command);
        throw error;
      }
    };
    try {
      for await (const _ of conversation(name, shared, say)) {
        if (this.pause > 0) await delay(this.pause);
        if (this.stopping) return;
      }
    } catch {
      // What was refused or left unanswered is kept; this caller has nothing to go on with.
    }
  }
}
