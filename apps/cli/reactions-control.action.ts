import { setTimeout as delay } from 'node:timers/promises';
import { type INestApplicationContext } from '@nestjs/common';
import {
  ReactionControl,
  ReactionControlError,
  type ReactionStatus,
  reactionStatuses,
  type ReadStore,
  SignsOfLife,
} from '../../libs/event-sourcing/core.js';
import { READ_STORE } from '../../libs/event-sourcing/nest.js';
import { localPrincipal, nameOf } from '../../libs/platform/index.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import { ProjectorModule } from '../projector/projector.module.js';
import { configForExisting, configForReading, withContext } from './command-line.js';
import { answerOf, type Service, serviceOnFolder } from './service.js';
import { table } from './tables.js';
import { type CommonOptions, print, printJson, UserError, type WaitOptions } from './usage.js';
import { catchUp } from './waiting.js';

export interface SkipReactionOptions extends CommonOptions, WaitOptions {
  readonly position: string;
}

const BETWEEN_LOOKS = 100;

export const reactionsStatus = async (options: CommonOptions): Promise<void> => {
  const statuses = await withContext(CommandApiModule.forRoot(configForReading(options)), (context) =>
    reactionStatuses(context.get<ReadStore>(READ_STORE), new SignsOfLife()),
  );
  if (options.json) printJson(statuses);
  else if (statuses.length === 0) print('No reaction has ever run here: dossier start runs them all.');
  else report(statuses);
};

/**
 * Asks for it of a running service, if there is one, and has its process do it; otherwise this one runs reactions meanwhile.
 * @throws UserError when the reaction isn't stopped there
 */
export const skipReaction = async (name: string, options: SkipReactionOptions): Promise<void> => {
  const config = configForExisting(options);
  const service = await serviceOnFolder(config, {}, 'cli');
  const module = service
    ? CommandApiModule.forRoot({ ...config, readOnly: true })
    : ProjectorModule.forRoot(config);
  const statuses = await withContext(module, async (context) => {
    // Until then, one that is run here may not have come to the event.
    await catchUp(context, options);
    await asked(name, options, service, context);
    const { position } = options;
    for (;;) {
      const now = await statusesOf(name, context);
      if (!now.some(({ failure }) => failure?.position === position)) break;
      await delay(BETWEEN_LOOKS);
    }
    await catchUp(context, options);
    return statusesOf(name, context);
  });
  if (options.json) printJson(statuses);
  else report(statuses);
};

const statusesOf = async (
  name: string,
  context: INestApplicationContext,
): Promise<readonly ReactionStatus[]> => {
  const all = await reactionStatuses(
    context.get<ReadStore>(READ_STORE, { strict: false }),
    new SignsOfLife(),
  );
  return all.filter((status) => status.name === name);
};

const asked = async (
  name: string,
  { position }: SkipReactionOptions,
  service: Service | undefined,
  context: INestApplicationContext,
): Promise<void> => {
  try {
    if (service === undefined) {
      const store = context.get<ReadStore>(READ_STORE, { strict: false });
      await new ReactionControl(store, () => new Date()).skip(name, position, nameOf(localPrincipal));
    } else await answerOf(service, `/v1/reactions/${encodeURIComponent(name)}/skips`, { position });
  } catch (error) {
    if (!(error instanceof ReactionControlError)) throw error;
    throw new UserError(`${error.message}; dossier reactions status lists them`);
  }
};

const report = (statuses: readonly ReactionStatus[]): void => {
  const rows = statuses.map(({ name, kind, state, position = '', failure }) => [
    name,
    kind,
    state,
    position,
    failure
      ? `${failure.type} at ${failure.position} (event ${failure.revision} of ${failure.stream}): ${failure.error}`
      : '',
  ]);
  print(table(['name', 'kind', 'state', 'position', 'stopped by'], rows));
};
