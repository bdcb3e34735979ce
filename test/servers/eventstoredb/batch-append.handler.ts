import codes from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type grpc from '@grpc/grpc-js';
import { MAX_APPEND_BYTES } from '../../../libs/event-sourcing/core.js';
import { type AppendOutcome, type Appends } from './appends.js';
import { type Appended, type ExpectedVersion } from './double-log.js';
import { statusOf, streamIdentifier, uuid } from './messages.js';
import { expectedVersion, proposedEvent, streamName } from './requests.js';
import { type WireEvent } from './wire-event.js';

interface Batch {
  readonly stream: string;
  readonly expected: ExpectedVersion;
  readonly events: WireEvent[];
}

type Call = grpc.ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

/** `BatchAppend`: many appends over one call, each answered when it is done, by its correlation id. */
export function batchAppendHandler(
  appends: Appends,
): grpc.handleBidiStreamingCall<streams.BatchAppendReq, streams.BatchAppendResp> {
  return (call) => {
    appends.batchCalls += 1;
    const batches = new Map<string, Batch>();
    call.on('error', () => undefined);
    call.on('end', () => {
      call.end();
    });
    call.on('data', (request: streams.BatchAppendReq) => {
      const correlation = request.getCorrelationId()?.getString() ?? '';
      const options = request.getOptions();
      if (options !== undefined) {
        const stream = streamName(options.getStreamIdentifier());
        batches.set(correlation, { stream, expected: expectedVersion(options), events: [] });
      }
      const batch = batches.get(correlation);
      if (batch === undefined) return;
      batch.events.push(...request.getProposedMessagesList().map(proposedEvent));
      if (!request.getIsFinal()) return;
      batches.delete(correlation);
      answer(call, correlation, batch, appends.append(batch));
    });
  };
}

function answer(call: Call, correlation: string, { stream, expected }: Batch, outcome: AppendOutcome): void {
  const response = new streams.BatchAppendResp()
    .setCorrelationId(uuid(correlation))
    .setStreamIdentifier(streamIdentifier(stream));
  switch (outcome.outcome) {
    case 'no-answer':
      return;
    case 'unavailable':
      call.write(
        response.setError(
          statusOf(codes.Code.OK, 'Server Is Not Ready', 'google.protobuf.Empty', new shared.Empty()),
        ),
      );
      return;
    case 'access-denied': {
      const type = 'event_store.client.AccessDenied';
      const denied = statusOf(codes.Code.PERMISSION_DENIED, 'AccessDenied', type, new shared.AccessDenied());
      call.write(response.setError(denied));
      return;
    }
    case 'stream-deleted': {
      const details = new shared.StreamDeleted().setStreamIdentifier(streamIdentifier(stream));
      const type = 'event_store.client.StreamDeleted';
      call.write(response.setError(statusOf(codes.Code.FAILED_PRECONDITION, 'StreamDeleted', type, details)));
      return;
    }
    case 'appended':
      call.write(response.setSuccess(success(outcome)));
      return;
    case 'wrong-expected-version':
      call.write(response.setError(wrongExpectedVersion(expected, outcome.current)));
      return;
    case 'too-large': {
      const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_BYTES);
      const type = 'event_store.client.MaximumAppendSizeExceeded';
      call.write(
        response.setError(statusOf(codes.Code.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', type, details)),
      );
      return;
    }
  }
}

function success({ revision, position }: Appended): streams.BatchAppendResp.Success {
  const success = new streams.BatchAppendResp.Success().setCurrentRevision(revision.toString());
  if (position === undefined) return success.setNoPosition(new shared.Empty());
  return success.setPosition(
    new shared.AllStreamPosition()
      .setCommitPosition(position.commit.toString())
      .setPreparePosition(position.prepare.toString()),
  );
}

function wrongExpectedVersion(
  expected: ExpectedVersion,
  current: number | undefined,
): ReturnType<typeof statusOf> {
  const details = new shared.WrongExpectedVersion();
  if (current === undefined) details.setCurrentNoStream(new shared.Empty());
  else details.setCurrentStreamRevision(current.toString());
  if (expected === 'no-stream') details.setExpectedNoStream(new shared.Empty());
  else if (expected === 'any') details.setExpectedAny(new shared.Empty());
  else if (expected === 'stream-exists') details.setExpectedStreamExists(new shared.Empty());
  else details.setExpectedStreamPosition(expected.toString());
  const type = 'event_store.client.WrongExpectedVersion';
  return statusOf(codes.Code.ALREADY_EXISTS, 'WrongExpectedVersion', type, details);
}
