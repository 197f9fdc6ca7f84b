/** A gathered window as the page, the terminal and a snapshot show it: every fact in words, in the reader's zone. */
import type { Analysis, MeasuredSummaryOf, TopRow, ViewSummary } from '../analysis/analysis.ts'
import { nativeGrowthOf } from '../analysis/nativeGrowth.ts'
import { offCpuOf, threadsSeen } from '../analysis/offCpu.ts'
import { tellAbsence } from '../analysis/words/absences.ts'
import { tellArithmetic } from '../analysis/words/arithmetic.ts'
import { tellCaution } from '../analysis/words/cautions.ts'
import { tellLeftOut } from '../analysis/words/leftOut.ts'
import { waitWords } from '../analysis/words/waits.ts'
import { tellWarning } from '../analysis/words/warnings.ts'
import type { TimeWindow } from '../base/units.ts'
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import { topWaits } from '../profile/topWaits.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import type { GatheredWindow } from './gatheredWindow.ts'

export function analysisOf(gathered: GatheredWindow, window: TimeWindow, zone: string): Analysis {
  const { cores, threads, otherWaits, lockWaits, looks, warnings, runtime } = gathered.profiles
  const offCpu = offCpuOf(gathered.profiles)
  const seen = offCpu.length === 0 ? threadsSeen(looks) : undefined
  const { nativeView: native } = gathered.profiles
  const nativeGrowth = nativeGrowthOf(gathered.profiles)
  return {
    window,
    views: Object.fromEntries(viewKinds.map((kind) => [kind, summaryOfView(gathered, kind, zone)])) as Record<
      ViewKind,
      ViewSummary
    >,
    story: gathered.story(zone),
    ...(cores ? { cores } : {}),
    ...(threads ? { threads } : {}),
    ...(lockWaits === undefined ? {} : { lockWaits }),
    ...(offCpu.length === 0 ? {} : { offCpu }),
    ...(seen === undefined ? {} : { threadsSeen: seen }),
    ...(native === undefined ? {} : { native: summaryOfSeen(native, gathered.topNative(20), zone) }),
    ...(nativeGrowth.length === 0 ? {} : { nativeGrowth }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(looks === undefined ? {} : { looks }),
    otherWaits: otherWaits.map(({ kind, ns }) => ({ kind: waitWords[kind], ns })),
    warnings: warnings.map((warning) => tellWarning(warning, zone)),
  }
}

function summaryOfView(gathered: GatheredWindow, kind: ViewKind, zone: string): ViewSummary {
  const view = gathered.profiles.views[kind]
  if (view.state === 'measured') return summaryOfSeen(view, gathered.top(kind, 20), zone)
  return view.shown === undefined ? tellAbsence(view, zone) : summaryOfSeen(view.shown, gathered.top(kind, 20), zone)
}

/** Of a view that was measured, or of what is seen in its place. */
function summaryOfSeen(view: MeasuredView, top: readonly TopRow[], zone: string): MeasuredSummaryOf {
  const { kind } = view
  const { tree, total, samples, covered, coveredSeconds, how, leftOut, cautions, files, shows } = view
  return {
    state: 'measured',
    kind,
    ...(shows === undefined ? {} : { shows }),
    unit: tree.unit,
    total,
    samples,
    nodes: tree.length,
    covered,
    coveredSeconds,
    how: tellArithmetic(how, zone),
    leftOut: leftOut.map((one) => ({ id: one.id, text: tellLeftOut(one, zone), amount: one.amount })),
    cautions: cautions.map((caution) => ({ id: caution.id, text: tellCaution(caution, zone) })),
    files,
    top,
    ...(kind === 'lock' && shows === undefined ? { waits: topWaits(tree, 5) } : {}),
  }
}
