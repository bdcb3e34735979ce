import { Deciders } from '../../libs/event-sourcing/core.js';
import { type HistoryEventAnswer } from '../../libs/audit/audit.answers.js';
import { replay, type ReplayedEvent } from '../../libs/audit/replay.js';
import { ofAll } from '../../libs/platform/index.js';
import { contextsOf } from '../composition.js';
import { configFor } from './command-line.js';
import { type CommonOptions } from './usage.js';

/** Each event with what it changed in its stream's state. */
export const replayed = (
  events: AsyncIterable<HistoryEventAnswer>,
  options: CommonOptions,
): AsyncIterable<ReplayedEvent<HistoryEventAnswer>> => {
  const contexts = contextsOf(configFor(options));
  return replay(events, new Deciders(ofAll(contexts, ({ deciders }) => deciders)));
};
