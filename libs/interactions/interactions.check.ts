import { checkCustomer, checkUnrestricted } from '../customers/customers.published.js';
import { checkDeal } from '../deals/deals.published.js';
import { type Check } from '../event-sourcing/core.js';
import { type InteractionCommand } from './interactions.commands.js';
import { InteractionError } from './interactions.errors.js';
import { type Interaction } from './interactions.state.js';

/**
 * An interaction is recorded of an active customer, and is about a deal of that customer if it names one. It doesn't expire
 * while processing of the customer's data is restricted.
 */
export const interactionCheck: Check<Interaction, InteractionCommand> = async (
  command,
  interaction,
  read,
) => {
  if (command.type === 'RecordInteraction') {
    const { customerId, dealId } = command.data;
    await checkCustomer(read, customerId, InteractionError);
    if (dealId !== undefined) await checkDeal(read, dealId, customerId, InteractionError);
  } else if (command.type === 'ExpireInteraction' && interaction.status === 'recorded') {
    await checkUnrestricted(read, interaction.customerId, InteractionError);
  } else if (command.type === 'CorrectInteraction' && interaction.status === 'recorded') {
    const { dealId } = command.data;
    if (dealId !== undefined) await checkDeal(read, dealId, interaction.customerId, InteractionError);
  }
  return command;
};
