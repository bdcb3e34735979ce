import { type DomainEvent } from '../event-sourcing/core.js';

/** How a context's events are shown in the timeline of their customer. */
export interface TimelineLines<E extends DomainEvent> {
  /** What the events are about, such as `deal`: readers of a timeline filter by it. */
  readonly kind: string;
  /** What happened, for people to read. Cut when it is long: the event itself has the rest. */
  line(event: E): string;
  /** How the customer was in touch; undefined when the event doesn't say. */
  channel?(event: E): string | undefined;
  /** The id of another customer that the line names; undefined when it names none. */
  names?(event: E): string | undefined;
}

/** The lines of some context, when the exact type of its events doesn't matter. */
export type AnyTimelineLines = TimelineLines<DomainEvent>;

/** `mark` and the text, or nothing when there is no text. */
export const after = (mark: string, text: string | undefined): string =>
  text === undefined ? '' : `${mark}${text}`;

/** The texts that are not empty, separated by commas. */
export const listed = (texts: readonly string[]): string => texts.filter((text) => text !== '').join(', ');

/** `field value` of each field that is not an object, separated by commas. */
export const fieldsText = (fields: object): string =>
  Object.entries(fields)
    .filter(([, value]) => typeof value !== 'object')
    .map(([field, value]) => `${field} ${value}`)
    .join(', ');

/** The names of the fields that are there: for values that are too long for a line. */
export const namesOf = (fields: object): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([field]) => field)
    .join(', ');
