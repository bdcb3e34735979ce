import { handlersOf } from '../../../libs/event-sourcing/nest.js';
import { type BoundedContext } from '../../../libs/platform/index.js';
import { parcelsUnderWay } from './parcels-under-way.projection.js';
import { DeliverParcel, SendParcel } from './parcels.commands.js';
import { parcelDecider } from './parcels.decider.js';
import { parcelTimeline } from './parcels.timeline.js';

/** The example of CONTRIBUTING: all that a context needs. */
export const parcelsContext: BoundedContext = {
  name: 'parcels',
  deciders: [parcelDecider],
  commands: [SendParcel, DeliverParcel],
  commandHandlers: handlersOf(parcelDecider, [SendParcel, DeliverParcel]),
  projections: [parcelsUnderWay],
  timeline: parcelTimeline,
  profileSections: [
    {
      name: 'parcelsUnderWay',
      answer: { type: 'integer', minimum: 0 },
      read: async (readModels, customerId, options) =>
        (await readModels.open(parcelsUnderWay, options)).count({ customerId }),
    },
  ],
};
