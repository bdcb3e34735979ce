/** Injects the `ProfileSection`s of all contexts. */
export const PROFILE_SECTIONS = Symbol('ProfileSections');

/** Injects the timeline, a projection that is derived from the lines of all contexts. */
export const TIMELINE = Symbol('Timeline');
