/** What can be said of two windows of which nothing can be tested: kinds of it. */
import { type SignalId, viewKinds } from '../base/vocabulary.ts'
import { type WindowProfiles, shownOf } from '../window/windowProfiles.ts'

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

/** Who of the two has no profile at all; `common`: both have some, and none is of the same kind. */
export const withoutData = ['A', 'B', 'both', 'common'] as const
export type WithoutData = (typeof withoutData)[number]

/** Undefined where one kind of profile is on both sides. */
export function whoIsWithoutData(base: WindowProfiles, head: WindowProfiles): WithoutData | undefined {
  const kindsOf = ({ views, nativeView }: WindowProfiles): readonly string[] => [
    ...viewKinds.filter((kind) => shownOf(views[kind]) !== undefined),
    ...(nativeView ? ['native'] : []),
  ]
  const [a, b] = [kindsOf(base), kindsOf(head)]
  if (a.length === 0) return b.length === 0 ? 'both' : 'A'
  if (b.length === 0) return 'B'
  return a.some((kind) => b.includes(kind)) ? undefined : 'common'
}

/** Who recorded the two, for people; "" where a file does not say. */
export interface Profilers {
  readonly base: string
  readonly head: string
}
