import { type DomainError, type Fold, type ReadFold } from '../event-sourcing/core.js';
import { type DealEvent, dealEvents } from './deals.events.js';

/** A stage of the deal pipeline, with the chance that a deal standing in it is won. */
export interface PipelineStage {
  readonly name: string;
  readonly probability: number;
}

/** In the order in which a deal moves through them. */
export type Stages = readonly PipelineStage[];

/** Whose a deal is: undefined when there is no such deal, without `customerId` until it is attached to a customer. */
export type DealOwnership = { readonly customerId?: string } | undefined;

/** A deal is attached to a customer once, and stays with that customer. */
export const dealOwnership: Fold<DealOwnership, DealEvent> = {
  category: 'deal',
  events: dealEvents,
  initial: undefined,
  impersonal: true,
  evolve: (_, { data: { customerId } }) => (customerId === undefined ? {} : { customerId }),
};

type DealRefusal = 'deal-not-found' | 'deal-without-customer' | 'deal-of-another-customer';

/**
 * Refuses what names a deal that isn't the customer's own.
 * @throws the `Refusal`, which says why
 */
export const checkDeal = async (
  read: ReadFold,
  dealId: string,
  customerId: string,
  Refusal: new (code: DealRefusal, detail: string) => DomainError,
): Promise<void> => {
  const deal = await read(dealOwnership, dealId);
  if (!deal) throw new Refusal('deal-not-found', `there is no deal ${dealId}`);
  if (deal.customerId === undefined)
    throw new Refusal('deal-without-customer', `deal ${dealId} has no customer; attach it first`);
  if (deal.customerId !== customerId)
    throw new Refusal('deal-of-another-customer', `deal ${dealId} is another customer's`);
};
