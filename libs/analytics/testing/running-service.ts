import { Module, type Provider, type Type } from '@nestjs/common';
import { temporaryFolder } from '../../event-sourcing/testing.js';
import {
  type BoundedContext,
  commandControllersOf,
  composedContexts,
  createHttpApp,
  loadConfig,
  ofAll,
} from '../../platform/index.js';
import { PlatformModule } from '../../platform/platform.module.js';
import { ProjectionModule } from '../../platform/projection.module.js';
import { analyticsContext } from '../analytics.module.js';
import { misfits, schemaOf } from './misfits.js';

@Module({})
class Service {}

export const TODAY = '2024-06-30';
const now = () => new Date(`${TODAY}T18:00:00.000Z`);

const environment = { DOSSIER_MARGIN: '0.25', DOSSIER_REQUEST_KEY: 'k'.repeat(32) };

/** The commands of some contexts and the answers of analytics, over HTTP on stores of their own. */
export const startService = async (
  commanded: readonly BoundedContext[],
  settings: Readonly<Record<string, string>> = {},
  /** In place of those of the same token. */
  instead: readonly Provider[] = [],
) => {
  const folder = temporaryFolder();
  const all = [...commanded, analyticsContext];
  const config = loadConfig(
    { ...environment, ...settings, DOSSIER_DATA: folder },
    ofAll(all, ({ settings }) => settings),
  );
  const contexts = composedContexts(commanded, config);
  const analytics = composedContexts([analyticsContext], config);
  const app = await createHttpApp(
    {
      module: Service,
      imports: [
        PlatformModule.forRoot(config, [...contexts, ...analytics], now),
        ProjectionModule.of(analytics),
      ],
      controllers: [
        ...[...contexts, ...analytics].flatMap(commandControllersOf),
        ...ofAll(analytics, (each) => each.queryControllers),
      ],
      providers: [
        ...ofAll([...contexts, ...analytics], ({ commands }) => commands?.handlers),
        ...ofAll(analytics, (each) => each.queryHandlers),
        ...instead,
      ],
    },
    { callers: 'this-program' },
  );
  let position = '';
  const get = (path: string, accept = 'application/json') =>
    app.inject({
      method: 'GET',
      url: `/v1/analytics/${path}`,
      headers: { accept, 'dossier-min-position': position },
    });
  const answerOf = async (path: string): Promise<unknown> => {
    const answer = await get(path);
    if (answer.statusCode !== 200) throw new Error(answer.body);
    return answer.json();
  };
  return {
    /** Of the last command sent. */
    position: () => position,
    /** Sends a command of ten o'clock of a day, two hours east of UTC, and gives the id it answers with. */
    send: async (path: string, day: string, body: object): Promise<string> => {
      const payload = { ...body, occurredAt: `${day}T10:00:00+02:00` };
      const answer = await app.inject({ method: 'POST', url: `/v1/${path}`, payload });
      if (answer.statusCode >= 300) throw new Error(answer.body);
      const accepted = answer.json<{ id: string; position: string }>();
      position = accepted.position;
      return accepted.id;
    },
    /** One of what it is made of. */
    part: <Part>(type: Type<Part>): Part => app.get(type, { strict: false }),
    /** An answer that knows every command sent. */
    get,
    answerOf,
    /** Where an answer has other fields or types than is documented of its route; empty: nowhere. */
    misfits: async (route: string, path: string): Promise<string[]> => {
      const document: unknown = (await app.inject({ method: 'GET', url: '/docs-json' })).json();
      return misfits(document, schemaOf(document, `/v1/analytics/${route}`), await answerOf(path));
    },
    /** Status and content type of the answer. */
    refusalOf: async (path: string) => {
      const { statusCode, headers } = await get(path);
      return [statusCode, headers['content-type']];
    },
    /** Serves on a port of its own, and gives its address. */
    listen: () => app.listen(0, '127.0.0.1').then(() => app.getUrl()),
    stop: async () => {
      await app.close();
    },
  };
};

export type RunningService = Awaited<ReturnType<typeof startService>>;
