import { ReadModels } from '../event-sourcing/core.js';
import { handlersOf } from '../event-sourcing/nest.js';
import { type BoundedContext, internal, ofAll, readModelProblems, settingOf } from '../platform/index.js';
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
import { carryOutsSoFar } from './read-models/carry-outs.projection.js';
import { ErasureReceipts } from './read-models/erasure-receipts.query.js';
import { erasureReceipts } from './read-models/erasures.projection.js';
import { namingsOf } from './read-models/namings.projection.js';
import {
  carryOutCommands,
  RecordRetentionRemainsOverwritten,
  RecordRetentionStepPlanned,
  RecordRetentionStepTaken,
  RequestRetentionCarryOut,
} from './retention/carry-out.commands.js';
import { carryOutDecider } from './retention/carry-out.decider.js';
import { carryOutHandlers } from './retention/carry-out.handlers.js';
import { carryOutRemains, carryOuts } from './retention/carry-out.reaction.js';
import { CarryOutWork } from './retention/carry-out.work.js';
import { RetentionDue } from './retention/retention-due.js';
import { RetentionQueryController } from './retention/retention.query.controller.js';
import { retention, rulesOf } from './retention/retention.rules.js';

/** What persons may ask of whoever holds their data: to be forgotten, and to be told all. And how long it is kept. */
export const privacyContext: BoundedContext = {
  name: 'privacy',
  tags: {
    privacy:
      'Forgetting a person who asks for it, with a receipt; telling one all that is held; letting go of what is due.',
  },
  settings: [retention],
  deciders: [erasureDecider, carryOutDecider],
  commands: {
    table: [...privacyCommands, ...carryOutCommands],
    handlers: [
      ...handlersOf(erasureDecider, [
        internal(RecordExternalIdsReleased),
        internal(RecordKeysDestroyed),
        internal(RecordRemainsOverwritten),
      ]),
      ...erasureHandlers,
      ErasureWork,
      ...handlersOf(carryOutDecider, [
        internal(RequestRetentionCarryOut),
        internal(RecordRetentionStepPlanned),
        internal(RecordRetentionStepTaken),
        internal(RecordRetentionRemainsOverwritten),
      ]),
      ...carryOutHandlers,
      CarryOutWork,
      RetentionDue,
    ],
    problems: { ...privacyProblems, ...readModelProblems },
  },
  derived: (contexts, config) => {
    // Whoever starts with a wrong rule is told so at once.
    rulesOf(
      settingOf(config, retention),
      ofAll(contexts, (context) => context.retention),
    );
    const namings = namingsOf(ofAll(contexts, ({ deciders }) => deciders));
    const sections = ofAll(contexts, ({ exportSections }) => exportSections);
    return {
      projections: [erasureReceipts, namings, carryOutsSoFar],
      queryHandlers: [
        {
          provide: ErasureReceipts,
          inject: [ReadModels],
          useFactory: (readModels: ReadModels) => new ErasureReceipts(readModels, namings),
        },
        CustomerExport,
        RetentionDue,
        { provide: EXPORT_SECTIONS, useValue: sections },
      ],
      queryControllers: [PrivacyQueryController, RetentionQueryController, exportController(sections)],
      reactions: [
        erasures,
        remains,
        streamKeysOf(ofAll(contexts, ({ attachingEvents }) => attachingEvents)),
        carryOuts,
        carryOutRemains,
      ],
    };
  },
};
