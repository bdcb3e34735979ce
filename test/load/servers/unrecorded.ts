/** The standalone service as it would be if nobody recorded who sees personal data: for comparison. */
import { contextsOf } from '../../../apps/composition.js';
import { serve } from '../../../apps/serve.js';
import { StandaloneModule } from '../../../apps/standalone/standalone.module.js';

await serve('unrecorded', (config) =>
  StandaloneModule.forRoot(
    config,
    contextsOf(config).filter(({ accessEvents }) => accessEvents === undefined),
  ),
);
