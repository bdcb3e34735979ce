import streams from '@eventstore/db-client/generated/streams_pb.js';
import grpc from '@grpc/grpc-js';
import { type DoubleLog } from './double-log.js';
import { type DoubleStream } from './double-stream.js';
import { type Fault, type Faults } from './faults.js';
import { accessDenied, grpcError, streamDeleted, unavailable } from './grpc-errors.js';
import { firstNotBefore, type LogEntry } from './log-entry.js';
import { readEvent, streamNotFound } from './messages.js';
import { positionOf, type ReadCall, write } from './read-call.js';
import { streamName } from './requests.js';
import { type Subscriptions } from './subscriptions.js';

const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;

/** `Read`: a stream or the whole log, both ways, and subscriptions to the whole log. */
export function readHandler(
  log: DoubleLog,
  faults: Faults,
  subscriptions: Subscriptions,
  loseConnections: () => void,
): grpc.handleServerStreamingCall<streams.ReadReq, streams.ReadResp> {
  return (call) => {
    const options = call.request.getOptions();
    call.on('error', () => undefined);
    if (options === undefined) return;
    const subscribes = options.hasSubscription();
    const fault = faults.take(subscribes ? 'subscribe' : 'read');
    if (fault === 'unavailable' || fault === 'access-denied') {
      call.emit('error', fault === 'unavailable' ? unavailable() : accessDenied());
      return;
    }
    if (fault === 'connection-lost-before') loseConnections();
    if (fault === 'connection-lost-before' || fault === 'silent-before') return;
    const answer = subscribes ? subscriptions.serve(call, options) : read(log, faults, call, options, fault);
    answer
      .then((complete) => {
        if (fault === 'connection-lost-after') loseConnections();
        else if (complete) call.end();
      })
      .catch((error: unknown) => {
        call.emit('error', grpcError(grpc.status.UNKNOWN, String(error)));
      });
  };
}

/** Resolves with whether the call is to be ended. */
async function read(
  log: DoubleLog,
  faults: Faults,
  call: ReadCall,
  options: streams.ReadReq.Options,
  fault: Fault | undefined,
): Promise<boolean> {
  const ofStream = options.getStream();
  const name = streamName(ofStream?.getStreamIdentifier());
  const stream = ofStream === undefined ? undefined : log.stream(name);
  if (stream?.tombstoned) {
    call.emit('error', streamDeleted(name));
    return false;
  }
  if (ofStream !== undefined && stream?.lastRevision === undefined) {
    call.write(streamNotFound(name));
    return true;
  }
  const count = Number(options.getCount());
  const found = stream === undefined ? all(log, options) : revisions(stream, options);
  const entries = found.slice(0, count);
  const sent = fault === undefined ? entries : entries.slice(0, Math.ceil(entries.length / 2));
  for (const entry of sent) {
    faults.eventsRead += 1;
    if (!(await write(call, readEvent(entry, ofStream === undefined)))) return false;
  }
  return fault === undefined;
}

function revisions({ visible }: DoubleStream, options: streams.ReadReq.Options): readonly LogEntry[] {
  const from = options.getStream();
  const revision = Number(from?.getRevision());
  if (options.getReadDirection() !== BACKWARDS) {
    if (from?.hasEnd() === true) return [];
    return from?.hasRevision() === true ? visible.filter((entry) => entry.revision >= revision) : visible;
  }
  if (from?.hasStart() === true) return visible.slice(0, 1);
  const before =
    from?.hasRevision() === true ? visible.filter((entry) => entry.revision <= revision) : visible;
  return before.toReversed();
}

/** Forwards the position is that of the first event, backwards the one after it: as in the server's files. */
function all({ entries }: DoubleLog, options: streams.ReadReq.Options): readonly LogEntry[] {
  const from = options.getAll();
  const index = firstNotBefore(entries, positionOf(from?.getPosition()));
  const count = Number(options.getCount());
  if (options.getReadDirection() !== BACKWARDS) {
    const first = from?.hasPosition() === true ? index : from?.hasEnd() === true ? entries.length : 0;
    return entries.slice(first, first + count);
  }
  const end = from?.hasPosition() === true ? index : from?.hasStart() === true ? 0 : entries.length;
  return entries.slice(Math.max(0, end - count), end).reverse();
}
