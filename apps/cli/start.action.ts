import { serve } from '../serve.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import { type CommonOptions } from './usage.js';

export interface StartOptions extends CommonOptions {
  readonly port?: string;
  readonly rebuildReadModels?: true;
}

export const start = async ({ data, port, rebuildReadModels, json }: StartOptions): Promise<void> => {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...(data === undefined ? {} : { DOSSIER_DATA: data }),
    ...(port === undefined ? {} : { DOSSIER_PORT: port }),
    ...(rebuildReadModels ? { DOSSIER_REBUILD_READ_MODELS: 'true' } : {}),
  };
  await serve(
    'dossier',
    (config) => StandaloneModule.forRoot(config),
    environment,
    json && ((address) => JSON.stringify({ address, docs: `${address}/docs` })),
  );
  if (environment.DOSSIER_JWKS_URL === undefined && !json) {
    // The shell that the token is asked for in may have another environment.
    const { DOSSIER_DATA: folder } = environment;
    process.stderr.write(
      `Requests take a token: export DOSSIER_TOKEN=$(npm run -s dossier -- token${folder === undefined ? '' : ` --data ${folder}`})\n`,
    );
  }
};
