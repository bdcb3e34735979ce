import { Param, type Type } from '@nestjs/common';
import { type CommandAccepted } from '../event-sourcing/core.js';
import {
  CommandController,
  CommandSender,
  type ProblemTable,
  Puts,
  type Sender,
  SentBy,
  validated,
} from '../platform/index.js';
import { ExternalIdBody } from './external-ids.commands.js';
import { PutCustomer, PutCustomerBody } from './registration.commands.js';

/** Customers under the ids by which other systems know them. `problems` are those of the context. */
export const customersByExternalId = (problems: ProblemTable & Record<'external-id-taken', number>): Type => {
  @CommandController('customers', problems)
  class CustomersByExternalIdController {
    constructor(private readonly commands: CommandSender) {}

    @Puts({
      path: 'by-external-id/:system/:id',
      parameters: {
        system: 'Which system knows the customer by this id; without a colon',
        id: 'The id by which it does',
      },
      body: PutCustomerBody,
      location: '/v1/customers',
      operation: {
        id: 'putCustomer',
        summary: 'Put customer',
        about:
          'Registers the customer that another system knows by an id, or changes it to what the body says, in one request that ' +
          'can be sent any number of times. What the body doesn’t name stays as it is; `null` clears a detail or the owner; ' +
          'contact points and tags, where they are given, take the place of those there are. Of requests for a new customer ' +
          'at once, one registers it and the others change it. Refuses another kind than the customer has.',
        refuses: {
          'customer-erased': 410,
          'customer-kind-differs': 409,
          'born-in-future': 422,
          'contact-point-invalid': 422,
          'phone-prefix-missing': 400,
          'external-id-taken': 409,
        },
      },
      example: {
        kind: 'person',
        name: 'Ada Lovelace',
        company: 'Analytical Engines',
        region: 'London',
        contactPoints: [{ kind: 'e-mail', value: 'ada@example.com' }],
      },
    })
    put(
      @SentBy() sender: Sender,
      @Param('system') system: string,
      @Param('id') id: string,
    ): Promise<CommandAccepted> {
      const externalId = validated(ExternalIdBody, { system, id });
      const data = { ...validated(PutCustomerBody, sender.body), externalId };
      return this.commands.send(PutCustomer, data, sender, PutCustomer.targetOf(data));
    }
  }
  return CustomersByExternalIdController;
};
