// Loads one of the apps, and serves it when told to: a restart then takes no longer than the app's own start.
// Arguments: the app's name. Standard input: a line with its settings as JSON, environment variable by variable.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CommandApiModule } from '../../apps/command-api/command-api.module.js';
import { ProjectorModule } from '../../apps/projector/projector.module.js';
import { QueryApiModule } from '../../apps/query-api/query-api.module.js';
import { serve } from '../../apps/serve.js';
import { StandaloneModule } from '../../apps/standalone/standalone.module.js';

const apps = {
  standalone: StandaloneModule,
  'command-api': CommandApiModule,
  'query-api': QueryApiModule,
  projector: ProjectorModule,
};

const [name = ''] = process.argv.slice(2);
const app = Object.entries(apps).find(([known]) => known === name)?.[1];
if (!app) throw new Error(`there is no app ${name}`);

const input = createInterface({ input: process.stdin });
const [line] = (await once(input, 'line')) as [string];
input.close();
const settings = JSON.parse(line) as Record<string, string>;
await serve(name, (config) => app.forRoot(config), settings);
// Nobody else's end of the pipe keeps the process alive.
process.stdin.unref();
