/** Seconds of which the same samples are on both sides. Two files, or two selections, may well be of the same time and share nothing. */
import { overlapMs, type TimeWindow } from '../base/units.ts'
import { viewKinds } from '../base/vocabulary.ts'
import { type MeasuredView, type WindowProfiles, shownOf } from '../window/windowProfiles.ts'

export interface Origin {
  /** The sides are of different processes. */
  readonly elsewhere: boolean
  /** A store cuts what it merges wherever it is asked to. */
  readonly isMerged: boolean
}

export function sharedSeconds(a: WindowProfiles, b: WindowProfiles, { elsewhere, isMerged }: Origin): number {
  const sharedMs = viewKinds.map((kind) => {
    const [ofA, ofB] = [shownOf(a.views[kind]), shownOf(b.views[kind])]
    if (!ofA || !ofB) return 0
    const isCutAnew = !elsewhere && (isMerged || isDifference(ofA))
    if (!isCutAnew && !hasSameFile(ofA, ofB)) return 0
    const times = timesOf(ofA, a).flatMap((one) => timesOf(ofB, b).map((other) => overlapMs(one, other)))
    return times.reduce((sum, ms) => sum + ms, 0)
  })
  return Math.min(overlapMs(a.asked, b.asked), Math.max(...sharedMs)) / 1000
}

function hasSameFile({ parts = [] }: MeasuredView, { parts: others = [] }: MeasuredView): boolean {
  return parts.some(({ profile, column }) =>
    others.some((other) => other.profile === profile && other.column === column),
  )
}

/** Of totals: of other files than the one that it overlaps, and of the same samples. */
function isDifference({ parts = [] }: MeasuredView): boolean {
  return parts.some(({ scale = 1 }) => scale < 0)
}

/** An instant stands for the window that it was taken for. */
function timesOf({ covered, coveredSeconds }: MeasuredView, { asked }: WindowProfiles): readonly TimeWindow[] {
  return coveredSeconds === 0 && covered.length > 0 ? [asked] : covered
}
