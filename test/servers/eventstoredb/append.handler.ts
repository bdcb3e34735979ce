import { setImmediate } from 'node:timers/promises';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import grpc from '@grpc/grpc-js';
import { MAX_APPEND_BYTES } from '../../../libs/event-sourcing/core.js';
import { type AppendOutcome, type Appends, type ProposedAppend } from './appends.js';
import { type Decided } from './double-log.js';
import { accessDenied, grpcError, streamDeleted, unavailable } from './grpc-errors.js';
import { expectedVersion, proposedEvent, streamName } from './requests.js';
import { type WireEvent } from './wire-event.js';

/** `Append`: one append a call, its events streamed. */
export function appendHandler(
  appends: Appends,
): grpc.handleClientStreamingCall<streams.AppendReq, streams.AppendResp> {
  return (call, respond) => {
    let target: Omit<ProposedAppend, 'events'> | undefined;
    const events: WireEvent[] = [];
    call.on('error', () => undefined);
    call.on('data', (request: streams.AppendReq) => {
      const options = request.getOptions();
      if (options !== undefined) {
        target = { stream: streamName(options.getStreamIdentifier()), expected: expectedVersion(options) };
      }
      const message = request.getProposedMessage();
      if (message !== undefined) events.push(proposedEvent(message));
    });
    // A connection that is lost in mid-request ends the request too, and cancels the call right after.
    call.on(
      'end',
      () =>
        void setImmediate().then(() => {
          if (target === undefined || call.cancelled) return;
          answer(appends.append({ ...target, events }), target.stream, respond);
        }),
    );
  };
}

function answer(
  outcome: AppendOutcome,
  stream: string,
  respond: grpc.sendUnaryData<streams.AppendResp>,
): void {
  switch (outcome.outcome) {
    case 'appended':
    case 'wrong-expected-version':
      respond(null, response(outcome));
      return;
    case 'too-large':
      respond(
        grpcError(grpc.status.INVALID_ARGUMENT, `Maximum Append Size of ${MAX_APPEND_BYTES} Exceeded.`, {
          exception: 'maximum-append-size-exceeded',
          'maximum-append-size': MAX_APPEND_BYTES.toString(),
        }),
      );
      return;
    case 'stream-deleted':
      respond(streamDeleted(stream));
      return;
    case 'access-denied':
      respond(accessDenied());
      return;
    case 'unavailable':
      respond(unavailable());
      return;
    case 'no-answer':
      return;
  }
}

function response(outcome: Exclude<Decided, { outcome: 'stream-deleted' }>): streams.AppendResp {
  if (outcome.outcome === 'wrong-expected-version') {
    const wrong = new streams.AppendResp.WrongExpectedVersion();
    if (outcome.current === undefined) wrong.setCurrentNoStream(new shared.Empty());
    else wrong.setCurrentRevision(outcome.current.toString());
    return new streams.AppendResp().setWrongExpectedVersion(wrong);
  }
  const { revision, position } = outcome;
  const success = new streams.AppendResp.Success().setCurrentRevision(revision.toString());
  if (position === undefined) success.setNoPosition(new shared.Empty());
  else {
    success.setPosition(
      new streams.AppendResp.Position()
        .setCommitPosition(position.commit.toString())
        .setPreparePosition(position.prepare.toString()),
    );
  }
  return new streams.AppendResp().setSuccess(success);
}
