import streams from '@eventstore/db-client/generated/streams_pb.js';
import type grpc from '@grpc/grpc-js';
import { type DoubleLog } from './double-log.js';
import { streamName } from './requests.js';

/** `Delete`: the stream's events are hidden, and it may begin anew behind them. */
export const deleteHandler =
  (log: DoubleLog): grpc.handleUnaryCall<streams.DeleteReq, streams.DeleteResp> =>
  (call, respond) => {
    log.end(streamName(call.request.getOptions()?.getStreamIdentifier()), 'deleted');
    respond(null, new streams.DeleteResp());
  };

/** `Tombstone`: the stream is gone for good, its name too. */
export const tombstoneHandler =
  (log: DoubleLog): grpc.handleUnaryCall<streams.TombstoneReq, streams.TombstoneResp> =>
  (call, respond) => {
    log.end(streamName(call.request.getOptions()?.getStreamIdentifier()), 'tombstoned');
    respond(null, new streams.TombstoneResp());
  };
