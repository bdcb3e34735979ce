import { checkCustomer, checkUnrestricted } from '../customers/customers.published.js';
import { checkDeal } from '../deals/deals.published.js';
import { type Check } from '../event-sourcing/core.js';
import { type InteractionCommand, RecordInteraction } from './interactions.commands.js';
import { InteractionError } from './interactions.errors.js';
import { type Interaction } from './interactions.state.js';

/**
 * An interaction is recorded of an active customer, and is about a deal of that customer if it names one. While processing
 * of the customer's data is restricted, the event that records it says so, and none expires.
 */
export const interactionCheck: Check<Interaction, InteractionCommand> = async (
  command,
  interaction,
  read,
) => {
  if (command.type === 'RecordInteraction') {
    const { id, data, envelope } = command;
    const { customerId, dealId } = data;
    const { isRestricted } = await checkCustomer(read, customerId, InteractionError);
    if (dealId !== undefined) await checkDeal(read, dealId, customerId, InteractionError);
    if (isRestricted) return new RecordInteraction(id, { ...data, processingRestricted: true }, envelope);
  } else if (command.type === 'ExpireInteraction' && interaction.status === 'recorded') {
    await checkUnrestricted(read, interaction.customerId, InteractionError);
  } else if (command.type === 'CorrectInteraction' && interaction.status === 'recorded') {
    const { dealId } = command.data;
    if (dealId !== undefined) await checkDeal(read, dealId, interaction.customerId, InteractionError);
  }
  return command;
};
