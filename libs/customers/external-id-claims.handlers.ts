import { Inject, type Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Check, type CommandAccepted, CommandEngine, createdIdFor } from '../event-sourcing/core.js';
import { CLOCK } from '../platform/index.js';
import { customerCheck } from './customers.check.js';
import { type CustomerCommand } from './customers.commands.js';
import { AddExternalId } from './external-ids.commands.js';
import { PutCustomer, RegisterCustomer } from './registration.commands.js';
import { customerDecider } from './customers.decider.js';
import { CustomerError } from './customers.errors.js';
import { type ExternalId } from './customers.events.js';
import { type Customer } from './customers.state.js';
import { Claiming, hasExternalId } from './external-ids.claiming.js';
import { Suppressions } from './suppressions.handlers.js';

/** Those that bring a customer an external id. */
type Bringing = RegisterCustomer | AddExternalId;

/** An external id that another customer has. */
interface Taken {
  readonly field: string;
  readonly externalId: ExternalId;
  readonly holderId: string;
}

const broughtBy = (command: Bringing): readonly (ExternalId & { readonly field: string })[] =>
  command.type === 'RegisterCustomer'
    ? (command.data.externalIds ?? []).map((externalId, index) => ({
        ...externalId,
        field: `externalIds.${index}`,
      }))
    : [{ ...command.data, field: 'id' }];

/** Refuses a command unless the decider has something else to say: a repetition, an unknown customer, nothing to do. */
const refusing =
  ({ externalId, field, holderId }: Taken): Check<Customer, CustomerCommand> =>
  (command, customer) => {
    const isAdding = command.type === 'AddExternalId';
    if (isAdding && (customer.status === 'unknown' || hasExternalId(customer, externalId)))
      return Promise.resolve(command);
    const message = `${externalId.system} knows another customer as ${externalId.id}: ${holderId}`;
    throw new CustomerError('external-id-taken', message, [{ field, message }], holderId);
  };

/** Claims what the command brings; returns the first that another customer has. */
const claimAll = async (claiming: Claiming, command: Bringing): Promise<Taken | undefined> => {
  let taken: Taken | undefined;
  for (const { field, ...externalId } of broughtBy(command)) {
    const holderId = await claiming.claim(externalId);
    if (holderId !== undefined) taken ??= { field, externalId, holderId };
  }
  return taken;
};

const marked = (command: Bringing, mark: Claiming['mark']): Bringing =>
  command.type === 'RegisterCustomer'
    ? new RegisterCustomer(command.id, { ...command.data, ...mark }, command.envelope)
    : new AddExternalId(command.id, { ...command.data, ...mark }, command.envelope);

const flagged = async (command: Bringing, suppressions: Suppressions): Promise<Bringing> => {
  if (command.type !== 'RegisterCustomer') return command;
  const { id, data, envelope } = command;
  return new RegisterCustomer(
    id,
    { ...data, ...(await suppressions.flaggedAll(data.contactPoints)) },
    envelope,
  );
};

/**
 * The NestJS handlers of commands that bring external ids: each is claimed before the command is decided, and released
 * when the command is refused.
 */
const bringingHandlers: readonly Type[] = [RegisterCustomer, AddExternalId].map((type) => {
  @CommandHandler(type)
  class ClaimingHandler {
    constructor(
      private readonly engine: CommandEngine,
      private readonly suppressions: Suppressions,
      @Inject(CLOCK) private readonly now: () => Date,
    ) {}

    async execute(received: Bringing): Promise<CommandAccepted> {
      const command = await flagged(received, this.suppressions);
      const claiming = new Claiming(this.engine, this.now, command.id, command.envelope);
      const taken = await claimAll(claiming, command);
      const check = taken && command.data.onConflict !== 'flag' ? refusing(taken) : customerCheck;
      return claiming.deciding(() =>
        this.engine.handle(customerDecider, marked(command, claiming.mark), check),
      );
    }
  }
  return ClaimingHandler;
});

/**
 * Puts the customer that holds the claim of the external id, registered or about to be; where nobody does, a new one.
 * Of commands that find nobody at once one gets the claim, and the others put its customer.
 */
@CommandHandler(PutCustomer)
class PutCustomerHandler implements ICommandHandler<PutCustomer> {
  constructor(
    private readonly engine: CommandEngine,
    private readonly suppressions: Suppressions,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  async execute({ data, envelope }: PutCustomer): Promise<CommandAccepted> {
    const newId = createdIdFor(envelope.commandId, PutCustomer.name);
    const claiming = new Claiming(this.engine, this.now, newId, envelope);
    const id = (await claiming.claim(data.externalId)) ?? newId;
    const flags = await this.suppressions.flaggedAll(data.contactPoints);
    return claiming.deciding(() =>
      this.engine.handle(
        customerDecider,
        new PutCustomer(id, { ...data, ...flags, ...claiming.mark }, envelope),
      ),
    );
  }
}

export const claimingHandlers: readonly Type[] = [...bringingHandlers, PutCustomerHandler];
