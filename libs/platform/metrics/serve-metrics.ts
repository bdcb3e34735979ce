import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject } from '@nestjs/swagger';
import { type FastifyInstance } from 'fastify';
import {
  embeddedFolderOf,
  type EventStore,
  lagAfter,
  projectionStatuses,
  reactionProgress,
  type ReadStore,
} from '../../event-sourcing/core.js';
import { EVENT_STORE, READ_STORE } from '../../event-sourcing/nest.js';
import { type DossierConfig } from '../config/dossier.config.js';
import { problemCodeOf } from '../http/problem.filter.js';
import { CLOCK, CONFIG } from '../tokens.js';
import { Metrics, type ConsumerLag } from './metrics.js';

const METRICS = '/metrics';

/** What was asked for, where no route takes it. */
const NO_ROUTE = 'none';

/** The operation of each route: `GET /v1/deals/:id`. */
const operationsOf = ({ paths }: OpenAPIObject): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      (['get', 'post', 'put'] as const).flatMap((method) => {
        const id = item[method]?.operationId;
        const route = `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
        return id === undefined ? [] : [[route, id] as const];
      }),
    ),
  );

const bytesIn = async (folder: string): Promise<number> => {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = files
    .filter((file) => file.isFile())
    // A file may be gone by then. Files with room ahead count for what they take on the disk.
    .map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};

const storeSizes = async ({ eventStore, readStore }: DossierConfig): Promise<Record<string, number>> => {
  const sizes: Record<string, number> = {};
  for (const [store, location] of Object.entries({ events: eventStore, 'read-models': readStore })) {
    const folder = embeddedFolderOf(location);
    if (folder !== undefined) sizes[store] = await bytesIn(folder);
  }
  return sizes;
};

/** Counts every request. Called before any route is registered. */
export const countRequests = (server: FastifyInstance, metrics: Metrics): void => {
  server.addHook('onResponse', (request, reply, done) => {
    const { url } = request.routeOptions;
    const route = url === undefined ? NO_ROUTE : `${request.method} ${url}`;
    metrics.requestDone(route, reply.statusCode, problemCodeOf(reply));
    done();
  });
};

/** Serves the figures of the process at `/metrics`. `document` is made once, when they are first asked for. */
export const serveMetrics = (app: NestFastifyApplication, document: () => OpenAPIObject): void => {
  const metrics = app.get(Metrics, { strict: false });
  const eventStore = app.get<EventStore>(EVENT_STORE, { strict: false });
  const readStore = app.get<ReadStore>(READ_STORE, { strict: false });
  const now = app.get<() => Date>(CLOCK, { strict: false });
  const config = app.get<DossierConfig>(CONFIG, { strict: false });
  let operations: ReadonlyMap<string, string> | undefined;

  const lags = async (): Promise<readonly ConsumerLag[]> => {
    const stores = { eventStore, readStore, now };
    const projections = (await projectionStatuses(stores)).filter(({ role }) => role !== 'retired');
    const reactions = await reactionProgress(readStore).find({});
    return [
      ...projections.map(({ name, role, lag }) => ({
        kind: 'projection' as const,
        name: role === 'next' ? `${name} (next)` : name,
        lag,
      })),
      ...(await Promise.all(
        reactions.map(async ({ _id: name, position }) => ({
          kind: 'reaction' as const,
          name,
          lag: await lagAfter(position, stores),
        })),
      )),
    ];
  };

  metrics.survey({
    lags,
    storeSizes: () => storeSizes(config),
    operationOf: (route) => {
      operations ??= operationsOf(document());
      return operations.get(route) ?? NO_ROUTE;
    },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .get(
      METRICS,
      { config: { scope: config.access.metricsOpen ? 'none' : 'crm:admin' } },
      async (_request, reply) => {
        void reply.type(metrics.contentType);
        return metrics.text();
      },
    );
};
