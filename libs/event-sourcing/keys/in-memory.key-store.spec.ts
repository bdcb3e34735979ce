import { InMemoryKeyStore } from '../testing/in-memory.key-store.js';
import { keyStoreContract } from './key-store.contract.js';

keyStoreContract('in memory', () => {
  const store = new InMemoryKeyStore();
  return Promise.resolve({
    store,
    openAnother: () => Promise.resolve(store),
    dispose: () => Promise.resolve(),
  });
});
