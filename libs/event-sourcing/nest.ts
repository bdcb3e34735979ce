/**
 * What NestJS needs of the engine. The module, which opens the stores and so loads every adapter, is imported from its own
 * file by the modules that compose an app.
 */
export * from './nest/command-handlers.js';
export * from './nest/tokens.js';
