/** What can be said of two windows of which nothing can be tested: kinds of it, and what a class histogram is. */
import type { SignalId } from '../base/vocabulary.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'

/** Every object is in it, by its class: nothing is left to chance, and nothing is said of who holds them. */
export const countsClasses = ({ parts = [] }: MeasuredView): boolean =>
  parts.length > 0 && parts.every(({ profile: { meta } }) => ofClasses.includes(meta.format))

const ofClasses: readonly string[] = ['class-histogram', 'heapsnapshot']

export interface SizeOfClass {
  readonly name: string
  readonly base: number
  readonly head: number
}

/** What one side says of a signal: measured (`value`), or only bounded. An open side is absent. */
export interface SignalRange {
  readonly signal: SignalId
  readonly base: { readonly value?: number; readonly low?: number; readonly high?: number }
  readonly head: { readonly value?: number; readonly low?: number; readonly high?: number }
  /** The two stand clear of each other. */
  readonly apart?: true
}

/** Who recorded the two, for people; "" where a file does not say. */
export interface Profilers {
  readonly base: string
  readonly head: string
}
