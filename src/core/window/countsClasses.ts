import type { MeasuredView } from './windowProfiles.ts'

const ofClasses: readonly string[] = ['class-histogram', 'heapsnapshot']

/** Every object is in it, by its class: nothing is left to chance, and nothing is said of who holds them. */
export const countsClasses = ({ parts = [] }: MeasuredView): boolean =>
  parts.length > 0 && parts.every(({ profile: { meta } }) => ofClasses.includes(meta.format))
