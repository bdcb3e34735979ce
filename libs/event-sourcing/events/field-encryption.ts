import { createHmac } from 'node:crypto';
import { EventDamagedError, type RecordedEvent } from '../event-store/event-store.port.js';
import { KeyMissingError } from '../keys/key-store.port.js';
import { type Keyring } from '../keys/subject-keys.js';
import { seal, unseal } from '../keys/wrapping.js';
import { canonicalJson } from './canonical-json.js';
import {
  type AnyEventDefinitions,
  type DomainEvent,
  type EncryptedFields,
  type OldData,
} from './domain-event.js';

type Definition = AnyEventDefinitions[string];

/** Where an event is about to stand, or stands. */
interface Place {
  readonly id: string;
  readonly stream: string;
}

/** An event's fields as they are stored: those in `encrypted` hold what `seal` makes of their canonical JSON. */
export interface SealedData {
  readonly data: object;
  /** Undefined: none is. */
  readonly encrypted: EncryptedFields | undefined;
}

/**
 * Whose each personal field is that the event has: the subject that `about` names, or the event's customer. Its stream, as
 * long as it has no customer, or when its type has streams with keys of their own.
 */
export const personalFields = (
  { personal, about = {}, ownKey }: Definition,
  { data }: DomainEvent,
  stream: string,
): ReadonlyMap<string, string[]> => {
  const fields: Readonly<Record<string, unknown>> = { ...data };
  const bySubject = new Map<string, string[]>();
  for (const field of personal) {
    if (fields[field] === undefined) continue;
    const other = about[field];
    const subject = other === undefined && ownKey ? stream : fields[other ?? 'customerId'];
    const named = typeof subject === 'string' ? subject : stream;
    bySubject.set(named, [...(bySubject.get(named) ?? []), field]);
  }
  return bySubject;
};

/** The customer that the key of a stream of its own is filed under. */
export const ownerOf = ({ ownKey }: Definition, { data }: DomainEvent): string | undefined =>
  ownKey && 'customerId' in data && typeof data.customerId === 'string' ? data.customerId : undefined;

/** The key of one stream: derived from its subject's, so that it is gone with that one. */
const streamKey = (subjectKey: Buffer, stream: string): Buffer =>
  createHmac('sha256', subjectKey).update(`dossier stream key\n${stream}`).digest();

/** Binds a ciphertext to one field of one event. */
const contextOf = ({ id, stream }: Place, type: string, field: string): string =>
  JSON.stringify([id, stream, type, field]);

/** The event's data with its personal fields encrypted. */
export const sealFields = (
  definition: Definition,
  event: DomainEvent,
  place: Place,
  keyring: Keyring,
): SealedData => {
  const subjects = personalFields(definition, event, place.stream);
  if (subjects.size === 0) return { data: event.data, encrypted: undefined };
  const data: Record<string, unknown> = { ...event.data };
  for (const [subject, fields] of subjects) {
    const key = streamKey(heldKey(keyring, subject), place.stream);
    for (const field of fields)
      data[field] = seal(key, contextOf(place, event.type, field), canonicalJson([data[field]]));
  }
  return { data, encrypted: Object.fromEntries(subjects) };
};

/**
 * The fields as they were before they were encrypted. Those whose key was destroyed are left out, and named in `erased`.
 * @throws EventDamagedError naming the field that can't be decrypted: it was moved here, or changed
 * @throws KeyMissingError when there is no such key
 */
export const openFields = (
  recorded: RecordedEvent,
  encrypted: EncryptedFields,
  keyring: Keyring,
): { readonly data: OldData; readonly erased: readonly string[] } => {
  const data: Record<string, OldData[string]> = { ...recorded.data };
  const erased: string[] = [];
  for (const [subject, fields] of Object.entries(encrypted)) {
    const subjectKey = keyring.get(subject);
    if (subjectKey === undefined) throw new KeyMissingError(subject);
    const key = subjectKey === 'destroyed' ? undefined : streamKey(subjectKey, recorded.stream);
    for (const field of fields) {
      if (key) data[field] = opened(recorded, field, key);
      else Reflect.deleteProperty(data, field);
    }
    if (!key) erased.push(...fields);
  }
  return { data, erased };
};

const opened = (recorded: RecordedEvent, field: string, key: Buffer): OldData[string] => {
  const sealed = recorded.data[field];
  const text =
    typeof sealed === 'string' ? unseal(key, contextOf(recorded, recorded.type, field), sealed) : undefined;
  if (text === undefined) {
    const { stream, revision, position, type } = recorded;
    throw new EventDamagedError(
      { stream, revision, position, type },
      `its field ${field} can't be decrypted: it was encrypted for another event or field, or changed since`,
    );
  }
  // Only `sealFields` makes what stands there.
  const [value] = JSON.parse(text.toString()) as [OldData[string]];
  return value;
};

const heldKey = (keyring: Keyring, subject: string): Buffer => {
  const key = keyring.get(subject);
  if (key === undefined || key === 'destroyed') throw new KeyMissingError(subject);
  return key;
};
