import {
  EventStoreError,
  FolderTakenError,
  KeyStoreError,
  MasterKeyError,
  ReadStoreError,
  StoresMismatchError,
} from '../libs/event-sourcing/core.js';
import { ConfigError, ServiceFailedError } from '../libs/platform/index.js';

/** What whoever runs the process can put right: its message says what, and the stack nothing more. */
export const isForOperator = (error: unknown): boolean =>
  error instanceof ConfigError ||
  error instanceof EventStoreError ||
  error instanceof ReadStoreError ||
  error instanceof KeyStoreError ||
  error instanceof MasterKeyError ||
  error instanceof FolderTakenError ||
  error instanceof StoresMismatchError ||
  error instanceof ServiceFailedError;
