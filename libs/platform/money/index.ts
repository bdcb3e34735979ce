export * from './amount-text.js';
export * from './currencies.js';
export * from './split.js';
