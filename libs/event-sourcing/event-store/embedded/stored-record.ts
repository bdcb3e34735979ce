import { crc32 } from 'node:zlib';
import { type RecordedEvent, type NewEvent } from '../event-store.port.js';
import { toPosition } from './position.js';

/** An event on its way into the log. */
export interface LogEntry {
  readonly stream: string;
  readonly revision: number;
  readonly event: NewEvent;
}

/** Which event a record holds. */
export interface Label {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
}

/** Of a checksum, in hexadecimal. */
const DIGITS = 8;

/**
 * A record is a line of two parts, each behind a CRC-32 of its own: the event as JSON, and a label that says once more
 * which event it is. So an event whose JSON is damaged still has its name, and a damaged label costs nothing. The
 * checksums begin with the record's place: a record that was moved fits no more than one that was changed.
 */
export function recordOf(place: number, { stream, revision, event }: LogEntry): string {
  const type = JSON.stringify(event.type);
  const json =
    `{"position":"${toPosition(place)}","stream":"${stream}","revision":${revision},"id":"${event.id}",` +
    `"type":${type},"data":${event.data},"metadata":${event.metadata}}`;
  const label = `${stream} ${revision} ${type}`;
  return `${checksum(json, place)}${json}\n${checksum(label, place)}${label}`;
}

/** The event in a record; undefined when it isn't what was written at this place. */
export function eventIn(record: string, place: number): RecordedEvent | undefined {
  const json = partOf(record, 0, record.lastIndexOf('\n'), place);
  // Only `recordOf` makes what has the right checksum.
  return json === undefined ? undefined : (JSON.parse(json) as RecordedEvent);
}

const LABEL = /^(\S+) (\d+) (".*")$/;

/** Which event the record holds, from its label, or else from the event; undefined when both are damaged. */
export function labelOf(record: string, place: number): Label | undefined {
  const label = partOf(record, record.lastIndexOf('\n') + 1, record.length, place);
  const [, stream, revision, type] = LABEL.exec(label ?? '') ?? [];
  if (stream === undefined || type === undefined) return eventIn(record, place);
  return { stream, revision: Number(revision), type: JSON.parse(type) as string };
}

/** What stands behind a checksum, if it fits. */
function partOf(record: string, start: number, end: number, place: number): string | undefined {
  const part = record.slice(start + DIGITS, Math.max(start + DIGITS, end));
  return checksum(part, place) === record.slice(start, start + DIGITS) ? part : undefined;
}

/** CRC-32 over the place and the text, in hexadecimal. */
export const checksum = (text: string | Buffer, place: number): string =>
  crc32(text, place % 2 ** 32)
    .toString(16)
    .padStart(DIGITS, '0');
