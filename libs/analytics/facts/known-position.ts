import { type Position, type ReadModel } from '../../event-sourcing/core.js';
import { type RecordedMinute } from './recorded-minutes.projection.js';

/** Whether `knownAt` is a time, not a position. */
export const isTime = (knownAt: string): boolean => knownAt.includes('T');

/** How far the log had come before the minute of a time; '' if it was empty. */
export async function positionAt(time: string, minutes: ReadModel<RecordedMinute>): Promise<Position> {
  const [last] = await minutes.find({ _id: { $lt: time.slice(0, 16) } }, { sort: { _id: -1 }, limit: 1 });
  return last?.position ?? '';
}
