import { type DynamicModule } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError, createHttpApp, type DossierConfig, loadConfig } from '../libs/platform/index.js';

/**
 * Starts an app as a process: configuration from the environment, listening once everything it stands on is open. A bad
 * setting or a store out of reach ends the process with one sentence on stderr and exit code 1.
 */
export const serve = async (
  name: string,
  moduleOf: (config: DossierConfig) => DynamicModule,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<NestFastifyApplication | undefined> => {
  try {
    const config = loadConfig(environment);
    const app = await createHttpApp(moduleOf(config));
    await app.listen(config.port, config.host);
    process.stdout.write(`${name} listens on ${await app.getUrl()} (OpenAPI at /docs)\n`);
    return app;
  } catch (error) {
    process.stderr.write(
      `${name} did not start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    if (!(error instanceof ConfigError) && error instanceof Error)
      process.stderr.write(`${error.stack ?? ''}\n`);
    process.exitCode = 1;
    return undefined;
  }
};
