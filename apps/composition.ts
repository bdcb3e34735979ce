import { type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { analyticsContext } from '../libs/analytics/analytics.module.js';
import { auditContext } from '../libs/audit/audit.module.js';
import { customersContext } from '../libs/customers/customers.module.js';
import { dealsContext } from '../libs/deals/deals.module.js';
import { interactionsContext } from '../libs/interactions/interactions.module.js';
import { ordersContext } from '../libs/orders/orders.module.js';
import { type BoundedContext, type DossierConfig } from '../libs/platform/index.js';
import { PlatformModule } from '../libs/platform/platform.module.js';

/** The one list of contexts that every app is composed from. */
export const contextsOf = ({ stages }: DossierConfig): readonly BoundedContext[] => [
  customersContext,
  interactionsContext,
  dealsContext(stages),
  ordersContext,
  analyticsContext,
  auditContext,
];

/** What an app takes of each context. */
interface Parts {
  readonly controllers?: (context: BoundedContext) => readonly Type[];
  readonly providers: (context: BoundedContext) => readonly Provider[];
  /** Further modules, from all contexts together. */
  readonly imports?: (contexts: readonly BoundedContext[]) => readonly DynamicModule[];
}

/** An app's module: the platform on the configured stores, and the parts of each context that the app serves. */
export const composed = (app: Type, config: DossierConfig, parts: Parts): DynamicModule => {
  const contexts = contextsOf(config);
  return {
    module: app,
    imports: [
      PlatformModule.forRoot(config, contexts, () => new Date()),
      ...(parts.imports?.(contexts) ?? []),
    ],
    controllers: contexts.flatMap((context) => parts.controllers?.(context) ?? []),
    providers: contexts.flatMap((context) => parts.providers(context)),
  };
};
