import { serve } from '../serve.js';
import { CommandApiModule } from './command-api.module.js';

await serve('command-api', (config) => CommandApiModule.forRoot(config));
