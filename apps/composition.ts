import { type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { accessContext } from '../libs/access/access.module.js';
import { analyticsContext } from '../libs/analytics/analytics.module.js';
import { auditContext } from '../libs/audit/audit.module.js';
import { customerViewContext } from '../libs/customer-view/customer-view.module.js';
import {
  customersContext,
  externalIdsContext,
  suppressionsContext,
} from '../libs/customers/customers.module.js';
import { dealsContext } from '../libs/deals/deals.module.js';
import { interactionsContext } from '../libs/interactions/interactions.module.js';
import { ordersContext } from '../libs/orders/orders.module.js';
import { privacyContext } from '../libs/privacy/privacy.module.js';
import {
  type BoundedContext,
  composedContexts,
  type DossierConfig,
  loadConfig,
  ofAll,
} from '../libs/platform/index.js';
import { tokensContext } from '../libs/platform/access/token-revocations.js';
import { PlatformModule } from '../libs/platform/platform.module.js';

/** The one list of contexts that every app is composed from. */
export const dossierContexts: readonly BoundedContext[] = [
  customersContext,
  externalIdsContext,
  suppressionsContext,
  interactionsContext,
  dealsContext,
  ordersContext,
  privacyContext,
  customerViewContext,
  analyticsContext,
  auditContext,
  accessContext,
  tokensContext,
];

/** @throws ConfigError a sentence that names the first setting that is wrong */
export const configFrom = (environment: Readonly<Record<string, string | undefined>>): DossierConfig =>
  loadConfig(
    environment,
    ofAll(dossierContexts, ({ settings }) => settings),
  );

export const contextsOf = (config: DossierConfig): readonly BoundedContext[] =>
  composedContexts(dossierContexts, config);

/** What an app takes of each context. */
interface Parts {
  readonly controllers?: (context: BoundedContext) => readonly Type[] | undefined;
  readonly providers: (context: BoundedContext) => readonly Provider[] | undefined;
  /** Further modules, from all contexts together. */
  readonly imports?: (contexts: readonly BoundedContext[]) => readonly DynamicModule[];
}

/** An app's module: the platform on the configured stores, and the parts of each context that the app serves. */
export const composed = (
  app: Type,
  config: DossierConfig,
  parts: Parts,
  contexts = contextsOf(config),
  now = (): Date => new Date(),
): DynamicModule => {
  return {
    module: app,
    imports: [PlatformModule.forRoot(config, contexts, now), ...(parts.imports?.(contexts) ?? [])],
    controllers: ofAll(contexts, (context) => parts.controllers?.(context)),
    providers: ofAll(contexts, parts.providers),
  };
};
