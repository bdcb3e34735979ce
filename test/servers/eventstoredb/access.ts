import grpc from '@grpc/grpc-js';

/** Refuses every call that doesn't come with this login (`user:password`). */
export function askFor(login: string): grpc.ServerInterceptor {
  const expected = `Basic ${Buffer.from(login).toString('base64')}`;
  return (_method, call) =>
    new grpc.ServerInterceptingCall(call, {
      start: (next) => {
        next({
          onReceiveMetadata: (metadata, pass) => {
            if (metadata.get('authorization')[0] === expected) pass(metadata);
            else call.sendStatus({ code: grpc.status.UNAUTHENTICATED, details: 'Not authenticated' });
          },
        });
      },
    });
}
