declare module 'fs-native-extensions' {
  /**
   * Locks the whole file for this open descriptor; false when another one has it locked. Needs a descriptor to write by, or to
   * read by for a shared lock, which stands beside other shared ones.
   */
  export function tryLock(descriptor: number, options?: { readonly shared: boolean }): boolean;
}
