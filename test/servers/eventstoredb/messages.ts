import type codes from '@eventstore/db-client/generated/code_pb.js';
import serverFeatures from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type LogEntry, type LogPosition } from './log-entry.js';
import { Any } from './protobuf-any.js';

export function uuid(id: string): shared.UUID {
  return new shared.UUID().setString(id);
}

export function streamIdentifier(stream: string): shared.StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));
}

/** An event of a read. The position around it is told in reads of the whole log only, its own always. */
export function readEvent(entry: LogEntry, ofWholeLog: boolean): streams.ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(uuid(entry.id))
    .setStreamIdentifier(streamIdentifier(entry.stream))
    .setStreamRevision(entry.revision.toString())
    .setCommitPosition(entry.commit.toString())
    .setPreparePosition(entry.prepare.toString())
    .setData(entry.data)
    .setCustomMetadata(entry.metadata);
  recorded
    .getMetadataMap()
    .set('type', entry.type)
    .set('content-type', entry.contentType)
    .set('created', '638000000000000000');
  const event = new streams.ReadResp.ReadEvent().setEvent(recorded);
  if (ofWholeLog) event.setCommitPosition(entry.commit.toString());
  else event.setNoPosition(new shared.Empty());
  return new streams.ReadResp().setEvent(event);
}

export function streamNotFound(stream: string): streams.ReadResp {
  return new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(stream)),
  );
}

export function confirmation(subscriptionId: string): streams.ReadResp {
  return new streams.ReadResp().setConfirmation(
    new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(subscriptionId),
  );
}

export function checkpoint({ commit, prepare }: LogPosition): streams.ReadResp {
  return new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint()
      .setCommitPosition(commit.toString())
      .setPreparePosition(prepare.toString()),
  );
}

/** Packs an error's details the way the server does in the answer to a batched append. */
export function statusOf(
  code: codes.Code,
  message: string,
  detailsType: string,
  details: { serializeBinary(): Uint8Array },
): status.Status {
  const packed = new Any();
  packed.pack(details.serializeBinary(), detailsType);
  return new status.Status().setCode(code).setMessage(message).setDetails(packed);
}

/** The answer of a server of 22.10 to what it can do. */
export function supportedMethods(batchAppend: boolean): serverFeatures.SupportedMethods {
  const methods = ['Read', 'Append', ...(batchAppend ? ['BatchAppend'] : [])];
  return new serverFeatures.SupportedMethods()
    .setEventStoreServerVersion('22.10.0')
    .setMethodsList(
      methods.map((name) =>
        new serverFeatures.SupportedMethod()
          .setMethodName(name.toLowerCase())
          .setServiceName('event_store.client.streams.streams'),
      ),
    );
}
