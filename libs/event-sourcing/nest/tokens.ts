/** Injects the `EventStore` that the configuration names. */
export const EVENT_STORE = Symbol('EventStore');

/** Injects the `ReadStore` that the configuration names. */
export const READ_STORE = Symbol('ReadStore');

/** Injects the `OpenKeys` of the key store that the configuration names. */
export const KEYS = Symbol('Keys');
