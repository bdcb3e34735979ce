import { setImmediate } from 'node:timers/promises';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import grpc from '@grpc/grpc-js';
import { MAX_APPEND_BYTES } from '../../../libs/event-sourcing/core.js';
import { type AppendOutcome, type Appends, type ProposedAppend } from './appends.js';
import { type Decided } from './double-log.js';
import { grpcError, unavailable } from './grpc-errors.js';
import { expectedVersion, proposedEvent, streamName } from './requests.js';
import { type WireEvent } from './stored-form.js';

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
          appends.append({ ...target, events }).then(
            (outcome) => {
              answer(outcome, respond);
            },
            (error: unknown) => {
              respond(grpcError(grpc.status.UNKNOWN, String(error)));
            },
          );
        }),
    );
  };
}

function answer(outcome: AppendOutcome, respond: grpc.sendUnaryData<streams.AppendResp>): void {
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
    case 'invalid':
      respond(grpcError(grpc.status.INVALID_ARGUMENT, outcome.message));
      return;
    case 'unavailable':
      respond(unavailable());
      return;
    case 'no-answer':
      return;
  }
}

function response(outcome: Decided): streams.AppendResp {
  if (outcome.outcome === 'wrong-expected-version') {
    const wrong = new streams.AppendResp.WrongExpectedVersion();
    if (outcome.current === undefined) wrong.setCurrentNoStream(new shared.Empty());
    else wrong.setCurrentRevision(outcome.current.toString());
    return new streams.AppendResp().setWrongExpectedVersion(wrong);
  }
  const success = new streams.AppendResp.Success()
    .setCurrentRevision(outcome.revision.toString())
    .setPosition(
      new streams.AppendResp.Position()
        .setCommitPosition(outcome.position.commit.toString())
        .setPreparePosition(outcome.position.prepare.toString()),
    );
  return new streams.AppendResp().setSuccess(success);
}
