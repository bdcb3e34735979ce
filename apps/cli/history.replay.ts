import { Deciders } from '../../libs/event-sourcing/core.js';
import { type HistoryEventAnswer } from '../../libs/audit/audit.answers.js';
import { replay, type ReplayedEvent } from '../../libs/audit/replay.js';
import { ofAll } from '../../libs/platform/index.js';
import { dossierContexts } from '../composition.js';

/** Each event with what it changed in its stream's state. */
export const replayed = (
  events: AsyncIterable<HistoryEventAnswer>,
): AsyncIterable<ReplayedEvent<HistoryEventAnswer>> =>
  replay(events, new Deciders(ofAll(dossierContexts, ({ deciders }) => deciders)));
