import { eventTypesOf } from '../event-sourcing/core.js';
import { type BoundedContext, ofAll } from '../platform/index.js';
import { customerViewController } from './customer-view.query.controller.js';
import { lastInteractions } from './read-models/last-interactions.projection.js';
import { openDeals } from './read-models/open-deals.projection.js';
import { profile } from './read-models/profile.projection.js';
import { GetProfileHandler } from './read-models/profile.query.js';
import { retainedCustomers } from './read-models/retained-customers.projection.js';
import { type ShownEvents, type Timeline, timelineOf } from './read-models/timeline.projection.js';
import { GetTimelineHandler } from './read-models/timeline.query.js';
import { PROFILE_SECTIONS, TIMELINE } from './tokens.js';

const shownBy = ({ deciders = [], timeline, expiringEvents }: BoundedContext): ShownEvents[] =>
  timeline === undefined
    ? []
    : [
        {
          ...timeline,
          events: deciders.flatMap(({ events }) => eventTypesOf(events)),
          ...(expiringEvents === undefined ? {} : { expiring: expiringEvents }),
        },
      ];

/** The timeline of what all contexts show of their events. */
export const timelineFrom = (contexts: readonly BoundedContext[]): Timeline =>
  timelineOf(
    contexts.flatMap(shownBy),
    ofAll(contexts, ({ attachingEvents }) => attachingEvents),
  );

/** What is known of one customer, over all contexts: the profile and the timeline. */
export const customerViewContext: BoundedContext = {
  name: 'customer-view',
  retention: [
    {
      name: 'customers',
      words: 'customers without purchase or contact for',
      retained: retainedCustomers,
    },
  ],
  derived: (contexts) => {
    const timeline = timelineFrom(contexts);
    const sections = ofAll(contexts, ({ profileSections }) => profileSections);
    const kinds = new Set(ofAll(contexts, (context) => context.timeline && [context.timeline.kind]));
    return {
      queryHandlers: [
        GetProfileHandler,
        GetTimelineHandler,
        { provide: TIMELINE, useValue: timeline },
        { provide: PROFILE_SECTIONS, useValue: sections },
      ],
      queryControllers: [
        customerViewController(
          [...kinds],
          Object.fromEntries(sections.map(({ name, answer }) => [name, answer])),
        ),
      ],
      projections: [profile, lastInteractions, openDeals, retainedCustomers, timeline],
    };
  },
};
