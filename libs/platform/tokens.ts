/** Injects the `DossierConfig`. */
export const CONFIG = Symbol('DossierConfig');

/** Injects the list of `BoundedContext`s that the app is composed of. */
export const CONTEXTS = Symbol('BoundedContexts');

/** Injects the clock: `() => Date`. */
export const CLOCK = Symbol('Clock');
