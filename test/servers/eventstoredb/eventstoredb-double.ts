import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import grpc from '@grpc/grpc-js';
import { askFor } from './access.js';
import { appendHandler } from './append.handler.js';
import { Appends } from './appends.js';
import { batchAppendHandler } from './batch-append.handler.js';
import { deleteHandler, tombstoneHandler } from './delete.handlers.js';
import { type DoubleLog } from './double-log.js';
import { Faults } from './faults.js';
import { unavailable } from './grpc-errors.js';
import { supportedMethods } from './messages.js';
import { readHandler } from './read.handler.js';
import { Subscriptions } from './subscriptions.js';

export interface DoubleOptions {
  /** Absent: any free port. */
  readonly port?: number;
  /** Absent: without TLS. */
  readonly credentials?: grpc.ServerCredentials;
  /** What the server asks for, as `user:password`; absent: nothing. */
  readonly login?: string;
  /** Whether `BatchAppend` is among the server's features; true when absent. */
  readonly batchAppend?: boolean;
}

/**
 * Speaks EventStoreDB's gRPC protocol, with the habits of a server of 22.10, and fails on demand. For tests and for
 * trying things out: it keeps the whole log in memory.
 */
export class EventStoreDbDouble {
  readonly faults = new Faults();
  private readonly subscriptions: Subscriptions;
  private readonly appends: Appends;
  private readonly grpc: grpc.Server;
  private readonly sockets = new Set<Socket>();
  private readonly listener = createServer({ noDelay: true });

  private constructor(
    private readonly log: DoubleLog,
    { login, batchAppend = true }: DoubleOptions,
  ) {
    this.grpc = new grpc.Server({ interceptors: login === undefined ? [] : [askFor(login)] });
    this.subscriptions = new Subscriptions(log);
    const lose = () => {
      this.loseConnections();
    };
    this.appends = new Appends(log, this.faults, lose);
    this.grpc.addService(StreamsService, {
      read: readHandler(log, this.faults, this.subscriptions, lose),
      append: appendHandler(this.appends),
      batchAppend: batchAppendHandler(this.appends),
      delete: deleteHandler(log),
      tombstone: tombstoneHandler(log),
    });
    this.grpc.addService(ServerFeaturesService, { getSupportedMethods: this.features(batchAppend) });
    this.grpc.addService(GossipService, { read: this.members() });
  }

  /** Starts listening on 127.0.0.1. */
  static async start(log: DoubleLog, options: DoubleOptions = {}): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble(log, options);
    const credentials = options.credentials ?? grpc.ServerCredentials.createInsecure();
    const injector = double.grpc.createConnectionInjector(credentials);
    double.listener.on('connection', (socket) => {
      double.sockets.add(socket);
      socket.on('close', () => double.sockets.delete(socket));
      socket.on('error', () => undefined);
      injector.injectConnection(socket);
    });
    double.listener.listen(options.port ?? 0, '127.0.0.1');
    await once(double.listener, 'listening');
    return double;
  }

  get port(): number {
    const address = this.listener.address();
    if (address === null || typeof address === 'string') throw new Error('The double has been stopped');
    return address.port;
  }

  /** For a client without TLS. */
  get connectionString(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** How many events reads have been sent, those of subscriptions left out. */
  get eventsRead(): number {
    return this.faults.eventsRead;
  }

  /** How many calls of `BatchAppend` there were, each for any number of appends. */
  get batchCalls(): number {
    return this.appends.batchCalls;
  }

  /** How many subscriptions are open now. */
  get subscriptionCount(): number {
    return this.subscriptions.count;
  }

  /** Adds system events at the end of the log. */
  writeSystemEvents(count: number): void {
    this.log.writeSystemEvents(count);
  }

  /** Ends all subscriptions with "Consumer too slow". */
  dropSlowConsumers(): void {
    this.subscriptions.dropSlowConsumers();
  }

  /** Cuts all connections; the server goes on listening. */
  loseConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    this.loseConnections();
    this.grpc.forceShutdown();
    await closed;
  }

  private features(batchAppend: boolean): grpc.UntypedHandleCall {
    return (_call: unknown, respond: grpc.sendUnaryData<ReturnType<typeof supportedMethods>>) => {
      const fault = this.faults.take('features');
      if (fault === undefined) respond(null, supportedMethods(batchAppend));
      else if (fault === 'unavailable') respond(unavailable());
      else if (fault.startsWith('connection-lost')) this.loseConnections();
    };
  }

  /** A cluster of one, which is its leader. */
  private members(): grpc.UntypedHandleCall {
    return (_call: unknown, respond: grpc.sendUnaryData<gossip.ClusterInfo>) => {
      const member = new gossip.MemberInfo()
        .setState(gossip.MemberInfo.VNodeState.LEADER)
        .setIsAlive(true)
        .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(this.port));
      respond(null, new gossip.ClusterInfo().setMembersList([member]));
    };
  }
}
