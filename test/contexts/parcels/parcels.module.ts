import { handlersOf } from '../../../libs/event-sourcing/nest.js';
import { type BoundedContext } from '../../../libs/platform/index.js';
import { parcelsUnderWay } from './parcels-under-way.projection.js';
import { parcelCommands } from './parcels.commands.js';
import { parcelDecider } from './parcels.decider.js';
import { type ParcelErrorCode } from './parcels.errors.js';
import { parcelTimeline } from './parcels.timeline.js';

const problems = { 'parcel-not-found': 404, 'parcel-already-sent': 409 } satisfies Record<
  ParcelErrorCode,
  number
>;

/** The example of CONTRIBUTING: all that a context needs. */
export const parcelsContext: BoundedContext = {
  name: 'parcels',
  deciders: [parcelDecider],
  commands: { table: parcelCommands, handlers: handlersOf(parcelDecider, parcelCommands), problems },
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
