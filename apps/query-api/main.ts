import { serve } from '../serve.js';
import { QueryApiModule } from './query-api.module.js';

await serve('query-api', (config) => QueryApiModule.forRoot(config));
