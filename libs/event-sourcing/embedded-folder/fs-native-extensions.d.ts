declare module 'fs-native-extensions' {
  /** Locks the whole file for this open descriptor; false when another one has it locked. Needs a descriptor to write by. */
  export function tryLock(descriptor: number): boolean;
}
