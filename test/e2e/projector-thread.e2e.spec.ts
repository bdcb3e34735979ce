import { beforeEach, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Impediments } from '../../libs/event-sourcing/core.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { ProjectorThread } from '../../apps/standalone/projector.thread.js';
import { StandaloneModule } from '../../apps/standalone/standalone.module.js';
import { createHttpApp, loadConfig } from '../../libs/platform/index.js';
import { caughtUp } from '../support/caught-up.js';
import { authorizationFor } from '../support/tokens.js';

const LONG_TEST = 60_000;

describe('the standalone service with its projector in a thread', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  it(
    'answers with what the thread has projected, and can be closed and started again',
    async () => {
      const config = loadConfig({ DOSSIER_DATA: folder });
      const authorization = await authorizationFor(folder);
      const names: string[] = [];
      for (const name of ['Ada Lovelace', 'Grace Hopper']) {
        const app = await createHttpApp(StandaloneModule.forRoot(config));
        const registered = await app.inject({
          method: 'POST',
          url: '/v1/customers',
          headers: authorization,
          payload: { kind: 'person', name },
        });
        expect(registered.statusCode).toBe(201);
        const { position } = registered.json<{ position: string }>();
        const listed = await caughtUp(async () => {
          const { statusCode, body } = await app.inject({
            method: 'GET',
            url: '/v1/customers?sort=name',
            headers: { ...authorization, 'dossier-min-position': position },
          });
          return { status: statusCode, text: body };
        });
        const { items } = JSON.parse(listed.text) as { items: { name: string }[] };
        names.push(...items.map((customer) => customer.name));
        await app.close();
      }
      expect(names).toEqual(['Ada Lovelace', 'Ada Lovelace', 'Grace Hopper']);
    },
    LONG_TEST,
  );

  it(
    'does not start when the thread can’t open its stores',
    async () => {
      const file = join(folder, 'no-folder');
      await writeFile(file, 'something else');
      const thread = new ProjectorThread(
        loadConfig({ DOSSIER_DATA: folder, DOSSIER_READ_STORE: `embedded:${file}` }),
        new Impediments(),
      );
      await expect(thread.onApplicationBootstrap()).rejects.toMatchObject({
        message: expect.stringContaining(`The read store in ${file} can't be opened`),
      });
    },
    LONG_TEST,
  );
});
