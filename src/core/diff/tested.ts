/** What is tested, and how often a test may be wrong: one pair of numbers for functions, paths and splits alike. */

/** Fewer events on both sides together are not tested: no change could be seen. */
export const fewestEvents = 10

/** At most this part of what is reported is noise. */
export const falseDiscoveryRate = 0.05

/** At least this part of the profile's total, and a ratio whose interval stays outside this band around 1. */
/** Of what a runtime does by itself: less is nobody's to act on, and comes and goes with how busy the machine is. */
export const smallestOfRuntime = 0.02

export const smallestEffect = { points: 0.0025, ratioLow: 0.95, ratioHigh: 1.05 } as const
