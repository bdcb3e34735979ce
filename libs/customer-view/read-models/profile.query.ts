import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Position, type Read, type ReadModel, ReadModels } from '../../event-sourcing/core.js';
import { type ProfileSection } from '../../platform/index.js';
import { customerErased, customerNotFound } from '../customer-view.errors.js';
import { PROFILE_SECTIONS } from '../tokens.js';
import {
  type CustomerProfile,
  type LastInteractionAnswer,
  type OpenDealsAnswer,
  type RelationAnswer,
} from '../profile.answers.js';
import { type LastInteraction, lastInteractions } from './last-interactions.projection.js';
import { type OpenDeal, openDeals } from './open-deals.projection.js';
import { type Profile } from './profile.document.js';
import { profile } from './profile.projection.js';

/** The whole customer on one page. */
export class GetProfile extends Query<CustomerProfile> {
  constructor(
    readonly id: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

/** How many of those who relate themselves to a customer are shown: an employer may have any number. */
const RELATED_BY = 20;
/** How many open deals are shown. */
const DEALS = 50;
/** How many interactions are shown. */
const INTERACTIONS = 10;

const namesOf = async (
  profiles: ReadModel<Profile>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const found = await profiles.getAll([...new Set(ids)]);
  return new Map(found.map(({ _id, details }) => [_id, details.name]));
};

const incoming = (id: string, { _id: customerId, relations, details }: Read<Profile>): RelationAnswer[] =>
  relations
    .filter(({ relatedId }) => relatedId === id)
    .map(({ relation, since }) => ({ relation, customerId, name: details.name, since }));

const openDealsOf = async (deals: ReadModel<OpenDeal>, customerId: string): Promise<OpenDealsAnswer> => {
  const latest = await deals.find({ customerId }, { sort: { openedAt: -1, _id: -1 }, limit: DEALS });
  return {
    // Fewer than could be shown are all there are, and need no counting.
    count: latest.length < DEALS ? latest.length : await deals.count({ customerId }),
    latest: latest.map(({ _id: dealId, customerId: _customer, ...deal }) => ({ dealId, ...deal })),
  };
};

const lastInteractionsOf = async (
  interactions: ReadModel<LastInteraction>,
  customerId: string,
): Promise<LastInteractionAnswer[]> => {
  const last = await interactions.find({ customerId }, { sort: { at: -1, _id: -1 }, limit: INTERACTIONS });
  return last.map(({ _id: interactionId, customerId: _customer, at, ...interaction }) => ({
    interactionId,
    happenedAt: at.slice(0, at.indexOf(' ')),
    ...interaction,
  }));
};

@QueryHandler(GetProfile)
export class GetProfileHandler implements IQueryHandler<GetProfile> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(PROFILE_SECTIONS) private readonly sections: readonly ProfileSection[],
  ) {}

  /** @throws CustomerViewError `customer-not-found`, `customer-erased` */
  async execute({ id, minPosition }: GetProfile): Promise<CustomerProfile> {
    const options = minPosition === undefined ? {} : { minPosition };
    const profiles = await this.readModels.open(profile, options);
    const deals = await this.readModels.open(openDeals, options);
    const interactions = await this.readModels.open(lastInteractions, options);
    const found = await profiles.get(id);
    if (!found) throw customerNotFound(id);
    if (found.erasedAt !== undefined) throw customerErased(id);
    const { _id: customerId, kind, details, relations, purchases, ...rest } = found;
    const others = await profiles.find(
      { 'relations.relatedId': id },
      { sort: { _id: 1 }, limit: RELATED_BY },
    );
    const names = await namesOf(
      profiles,
      relations.map(({ relatedId }) => relatedId),
    );
    const contributed = await Promise.all(
      this.sections.map(async ({ name, read }) => [name, await read(this.readModels, id, options)] as const),
    );
    return {
      ...Object.fromEntries(contributed),
      customerId,
      kind,
      ...details,
      ...rest,
      relations: relations.map(({ relation, relatedId, since }) => {
        const name = names.get(relatedId);
        return { relation, customerId: relatedId, ...(name === undefined ? {} : { name }), since };
      }),
      relatedBy: others.flatMap((other) => incoming(id, other)).slice(0, RELATED_BY),
      lastInteractions: await lastInteractionsOf(interactions, id),
      openDeals: await openDealsOf(deals, id),
      purchases: purchases.map(({ gross, refunded, ...figures }) => ({
        ...figures,
        gross,
        refunded,
        net: gross - refunded,
      })),
    };
  }
}
