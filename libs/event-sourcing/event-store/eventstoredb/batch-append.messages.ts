import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ExpectedRevision, type NewEvent } from '../event-store.port.js';

/** What the server says of an append that it took, or that lost a race; `current` is below 0 where there is no stream. */
export type BatchAnswer =
  | {
      readonly revision: number;
      readonly position: { readonly commit: bigint; readonly prepare: bigint } | undefined;
    }
  | { readonly current: number };

const DEADLINE_FIELD = 6;
const LENGTH_DELIMITED = 2;
const encoder = new TextEncoder();

/** `deadline`: by the server's clock, in milliseconds since 1970. */
export function batchRequest(
  correlationId: string,
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
  deadline: number,
): streams.BatchAppendReq {
  // The class of times isn't exported: an empty one is read.
  const empty = Uint8Array.of((DEADLINE_FIELD << 3) | LENGTH_DELIMITED, 0);
  const options = streams.BatchAppendReq.Options.deserializeBinary(empty);
  options.getDeadline()?.setSeconds(Math.floor(deadline / 1_000));
  options.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(encoder.encode(stream)));
  if (expected === 'no-stream') options.setNoStream(new shared.Empty());
  else options.setStreamPosition(expected.toString());
  return new streams.BatchAppendReq()
    .setCorrelationId(new shared.UUID().setString(correlationId))
    .setOptions(options)
    .setProposedMessagesList(events.map(proposed))
    .setIsFinal(true);
}

function proposed({ id, type, data, metadata }: NewEvent): streams.BatchAppendReq.ProposedMessage {
  const message = new streams.BatchAppendReq.ProposedMessage()
    .setId(new shared.UUID().setString(id))
    .setData(encoder.encode(data))
    .setCustomMetadata(encoder.encode(metadata));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  return message;
}

/** Undefined: the server says something else. */
export function batchAnswer(response: streams.BatchAppendResp): BatchAnswer | undefined {
  const success = response.getSuccess();
  if (success !== undefined) {
    const position = success.getPosition();
    return {
      revision: Number(success.getCurrentRevision()),
      position: position && {
        commit: BigInt(position.getCommitPosition()),
        prepare: BigInt(position.getPreparePosition()),
      },
    };
  }
  const wrong = response
    .getError()
    ?.getDetails()
    ?.unpack(
      (bytes) => shared.WrongExpectedVersion.deserializeBinary(bytes),
      'event_store.client.WrongExpectedVersion',
    );
  if (!wrong) return undefined;
  return { current: wrong.hasCurrentStreamRevision() ? Number(wrong.getCurrentStreamRevision()) : -1 };
}
