import { ReadModels } from '../event-sourcing/core.js';
import { handlersOf } from '../event-sourcing/nest.js';
import { type BoundedContext, internal, ofAll } from '../platform/index.js';
import {
  privacyCommands,
  RecordExternalIdsReleased,
  RecordKeysDestroyed,
  RecordRemainsOverwritten,
} from './erasure.commands.js';
import { erasureDecider } from './erasure.decider.js';
import { erasureHandlers } from './erasure.handlers.js';
import { erasures, remains, streamKeysOf } from './erasure.reaction.js';
import { ErasureWork } from './erasure.work.js';
import { PrivacyQueryController, privacyProblems } from './privacy.query.controller.js';
import { ErasureReceipts } from './read-models/erasure-receipts.query.js';
import { erasureReceipts } from './read-models/erasures.projection.js';
import { namingsOf } from './read-models/namings.projection.js';

/** The right to be forgotten. */
export const privacyContext: BoundedContext = {
  name: 'privacy',
  tags: { privacy: 'Forgetting a person who asks for it, with a receipt.' },
  deciders: [erasureDecider],
  commands: {
    table: privacyCommands,
    handlers: [
      ...handlersOf(erasureDecider, [
        internal(RecordExternalIdsReleased),
        internal(RecordKeysDestroyed),
        internal(RecordRemainsOverwritten),
      ]),
      ...erasureHandlers,
      ErasureWork,
    ],
    problems: privacyProblems,
  },
  queryControllers: [PrivacyQueryController],
  derived: (contexts) => {
    const namings = namingsOf(ofAll(contexts, ({ deciders }) => deciders));
    return {
      projections: [erasureReceipts, namings],
      queryHandlers: [
        {
          provide: ErasureReceipts,
          inject: [ReadModels],
          useFactory: (readModels: ReadModels) => new ErasureReceipts(readModels, namings),
        },
      ],
      reactions: [erasures, remains, streamKeysOf(ofAll(contexts, ({ attachingEvents }) => attachingEvents))],
    };
  },
};
