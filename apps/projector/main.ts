import { serve } from '../serve.js';
import { ProjectorModule } from './projector.module.js';

await serve('projector', (config) => ProjectorModule.forRoot(config));
