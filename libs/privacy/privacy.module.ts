import { handlersOf } from '../event-sourcing/nest.js';
import { type BoundedContext, internal, ofAll } from '../platform/index.js';
import { privacyCommands, RecordKeysDestroyed } from './erasure.commands.js';
import { erasureDecider } from './erasure.decider.js';
import { erasureHandlers } from './erasure.handlers.js';
import { erasures, streamKeysOf } from './erasure.reaction.js';
import { ErasureWork } from './erasure.work.js';
import { PrivacyQueryController, privacyProblems } from './privacy.query.controller.js';
import { erasureReceipts } from './read-models/erasures.projection.js';

/** The right to be forgotten. */
export const privacyContext: BoundedContext = {
  name: 'privacy',
  tags: { privacy: 'Forgetting a person who asks for it, with a receipt.' },
  deciders: [erasureDecider],
  commands: {
    table: privacyCommands,
    handlers: [
      ...handlersOf(erasureDecider, [internal(RecordKeysDestroyed)]),
      ...erasureHandlers,
      ErasureWork,
    ],
    problems: privacyProblems,
  },
  queryControllers: [PrivacyQueryController],
  projections: [erasureReceipts],
  derived: (contexts) => ({
    reactions: [erasures, streamKeysOf(ofAll(contexts, ({ attachingEvents }) => attachingEvents))],
  }),
};
