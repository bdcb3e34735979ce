/** Injects the `EventStore` that the configuration names. */
export const EVENT_STORE = Symbol('EventStore');

/** Injects the `ReadStore` that the configuration names. */
export const READ_STORE = Symbol('ReadStore');
