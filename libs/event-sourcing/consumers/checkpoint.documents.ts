import { type Position } from '../event-store/event-store.port.js';
import { type LogMark } from './log-mark.js';
import { type ReadStore, type StoredDocument } from '../read-store/read-store.port.js';

/**
 * How far one consumer of the log has come, and who may move it on. One document holds both, so that moving the
 * checkpoint and proving the lease are one compare-and-set. `epoch` rises by one with each holder.
 *
 * While the consumer is a member of a group, the group's document holds its newest position, and this one an older:
 * `CheckpointReader` reads both.
 */
export interface LeasedCheckpointDocument extends StoredDocument {
  readonly owner: string;
  readonly epoch: number;
  /** Rises with each write of a holder: with the process's own counter, a sign that it is alive. */
  readonly heartbeat: number;
  /** The holder let go of it. */
  readonly released: boolean;
  /** Absent before the first event. */
  readonly position?: Position;
  /** The last event at or before the position, as far as it is known. */
  readonly mark?: LogMark;
  /** It has come to the end of the log once: what it makes of the log is whole, though it may be behind. */
  readonly complete?: true;
  /** The id of the group checkpoint that moves this one too; null or absent: none does. */
  readonly group?: string | null;
  /** Its number among the members of that group. */
  readonly member?: number | null;
}

/**
 * How far the consumers of one process have come. A member's own document names this one, and the number under which
 * its position stands here when it hasn't come as far as the others.
 */
export interface GroupCheckpointDocument extends StoredDocument {
  /** Of the members that have come furthest; absent before the first event. */
  readonly position?: Position;
  /** The last event at or before it. */
  readonly mark?: LogMark;
  /** The members that have not come as far; a position of '' is before the first event. */
  readonly behind: readonly { readonly member: number; readonly position: Position }[];
  /** How many members it has had. Those with this number or a higher one have joined since it was written. */
  readonly members: number;
  /**
   * Rises by one with each write, which names the one before. Another process that takes a member over raises it as well:
   * the group's process can't write this document any more then.
   */
  readonly revision: number;
}

/** One process that runs consumers; `_id` is the owner that its leases name. */
export interface ProcessDocument extends StoredDocument {
  /** Rises for as long as the process lives. */
  readonly beats: number;
  /** Rises when somebody has asked for something that the process may have to do. */
  readonly calls?: number;
}

/** Where consumers and groups of them keep their checkpoints, and processes their signs of life. */
export const collections = {
  builds: '_projection-builds',
  reactions: '_reactions',
  timers: '_timers',
  groups: '_group-checkpoints',
  processes: '_processes',
} as const;

export const checkpointCollections: readonly string[] = Object.values(collections);

export const groupCheckpoints = (store: ReadStore) =>
  store.collection<GroupCheckpointDocument>(collections.groups);

export interface Progress {
  readonly position?: Position;
  readonly mark?: LogMark;
}

/**
 * How far a consumer has come, by its own document and that of the group which it names, which must have been read before:
 * a group's document never says more of a member than is true, but nothing of those that have left it since.
 */
export function progressOf(
  lease: LeasedCheckpointDocument,
  group: GroupCheckpointDocument | undefined,
): Progress {
  if (!group || lease.group !== group._id || (lease.member ?? 0) >= group.members) return lease;
  const behind = group.behind.find(({ member }) => member === lease.member);
  const position = behind?.position ?? group.position;
  if (position === undefined || position <= (lease.position ?? '')) return lease;
  // An older event of the same log is as good.
  const mark = behind ? lease.mark : (group.mark ?? lease.mark);
  return mark === undefined ? { position } : { position, mark };
}
