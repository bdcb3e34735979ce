import { serve } from '../serve.js';
import { StandaloneModule } from './standalone.module.js';

await serve('standalone', (config) => StandaloneModule.forRoot(config));
