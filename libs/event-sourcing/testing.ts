/**
 * Kits for the specs of deciders and projections, and what specs look at beside a service. Nothing that is shipped imports
 * it.
 */
export * from './projections/projection-registry.js';
export * from './testing/append-chained.js';
export * from './testing/eventually.js';
export * from './testing/fill.js';
export * from './testing/given-when-then.js';
export * from './testing/in-memory.key-store.js';
export * from './testing/in-memory.read-store.js';
export * from './testing/projection.spec-kit.js';
export * from './testing/rebuilt-equals-live.js';
export * from './testing/temporary-folder.js';
export * from './testing/timer.spec-kit.js';
/** For specs that fold a log themselves, without a runner. */
export * from './consumers/time-slices.js';
export * from './projections/document-fold.js';
/** What processes leave in the read store beside documents. */
export * from './consumers/checkpoint.documents.js';
