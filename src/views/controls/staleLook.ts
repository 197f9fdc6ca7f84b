/**
 * What is shown belongs to what was on screen before, or is being asked again. Not at once: a store that is asked again by itself
 * answers within a blink, and a verdict that flickers reads like one that changes.
 */
export const staleLook = (stale: boolean): string =>
  stale ? 'opacity-60 transition-opacity delay-300 duration-100' : ''
