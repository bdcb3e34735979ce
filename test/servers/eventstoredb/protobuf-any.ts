import { createRequire } from 'node:module';
import type anyMessages from 'google-protobuf/google/protobuf/any_pb.js';

/**
 * `google.protobuf.Any` of the protobuf runtime that the client's generated messages belong to. The client
 * brings one of its own, and messages of two runtimes can't be put into one another.
 */
const requireHere = createRequire(import.meta.url);
const requireOfClient = createRequire(requireHere.resolve('@eventstore/db-client'));

export const { Any } = requireOfClient('google-protobuf/google/protobuf/any_pb.js') as typeof anyMessages;
