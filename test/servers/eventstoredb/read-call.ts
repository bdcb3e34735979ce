import { once } from 'node:events';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type grpc from '@grpc/grpc-js';
import { type LogPosition } from './log-entry.js';

export type ReadCall = grpc.ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** Writes no faster than the client reads. Resolves with false when the call is over. */
export async function write(call: ReadCall, response: streams.ReadResp): Promise<boolean> {
  if (call.cancelled || call.destroyed || call.writableEnded) return false;
  if (call.write(response)) return true;
  const waited = new AbortController();
  const events = ['drain', 'cancelled', 'close'];
  await Promise.race(events.map((event) => once(call, event, { signal: waited.signal }))).catch(
    () => undefined,
  );
  waited.abort();
  return true;
}

export function positionOf(position: streams.ReadReq.Options.Position | undefined): LogPosition {
  return {
    commit: BigInt(position?.getCommitPosition() ?? '0'),
    prepare: BigInt(position?.getPreparePosition() ?? '0'),
  };
}
