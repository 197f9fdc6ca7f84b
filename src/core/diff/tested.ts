/** What is tested, and how often a test may be wrong: one pair of numbers for functions, paths and splits alike. */

/** Fewer events on both sides together are not tested: no change could be seen. */
export const fewestEvents = 10

/** At most this part of what is reported is noise. */
export const falseDiscoveryRate = 0.05
