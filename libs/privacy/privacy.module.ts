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
import { CustomerExport } from './export/customer-export.js';
import { EXPORT_SECTIONS } from './export/export.parts.js';
import { exportController } from './export/export.query.controller.js';
import { PrivacyQueryController, privacyProblems } from './privacy.query.controller.js';
import { ErasureReceipts } from './read-models/erasure-receipts.query.js';
import { erasureReceipts } from './read-models/erasures.projection.js';
import { namingsOf } from './read-models/namings.projection.js';

/** What persons may ask of whoever holds their data: to be forgotten, and to be told all. */
export const privacyContext: BoundedContext = {
  name: 'privacy',
  tags: { privacy: 'Forgetting a person who asks for it, with a receipt; telling one all that is held.' },
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
  derived: (contexts) => {
    const namings = namingsOf(ofAll(contexts, ({ deciders }) => deciders));
    const sections = ofAll(contexts, ({ exportSections }) => exportSections);
    return {
      projections: [erasureReceipts, namings],
      queryHandlers: [
        {
          provide: ErasureReceipts,
          inject: [ReadModels],
          useFactory: (readModels: ReadModels) => new ErasureReceipts(readModels, namings),
        },
        CustomerExport,
        { provide: EXPORT_SECTIONS, useValue: sections },
      ],
      queryControllers: [PrivacyQueryController, exportController(sections)],
      reactions: [erasures, remains, streamKeysOf(ofAll(contexts, ({ attachingEvents }) => attachingEvents))],
    };
  },
};
