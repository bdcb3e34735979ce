import grpc from '@grpc/grpc-js';

/** An error that ends a call with a status, and trailers such as the server's `exception`. */
export function grpcError(
  code: grpc.status,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): Partial<grpc.StatusObject> & Error {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const unavailable = (): Partial<grpc.StatusObject> & Error =>
  grpcError(grpc.status.UNAVAILABLE, 'Server Is Not Ready');

export const accessDenied = (): Partial<grpc.StatusObject> & Error =>
  grpcError(grpc.status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const streamDeleted = (stream: string): Partial<grpc.StatusObject> & Error =>
  grpcError(grpc.status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const consumerTooSlow = (): Partial<grpc.StatusObject> & Error =>
  grpcError(
    grpc.status.ABORTED,
    'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
  );
