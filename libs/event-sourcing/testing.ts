/**
 * Kits for the specs of deciders and projections, and what specs look at beside a service. Nothing that is shipped imports
 * it.
 */
export * from './projections/projection-registry.js';
export * from './testing/eventually.js';
export * from './testing/given-when-then.js';
export * from './testing/in-memory.read-store.js';
export * from './testing/projection.spec-kit.js';
export * from './testing/rebuilt-equals-live.js';
export * from './testing/temporary-folder.js';
