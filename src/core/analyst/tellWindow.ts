/** A gathered window as the page, the terminal and a snapshot show it: every fact in words, in the reader's zone. */
import type { Analysis, ViewSummary } from '../analysis/analysis.ts'
import { tellAbsence } from '../analysis/words/absences.ts'
import { tellArithmetic } from '../analysis/words/arithmetic.ts'
import { tellCaution } from '../analysis/words/cautions.ts'
import { tellLeftOut } from '../analysis/words/leftOut.ts'
import { waitWords } from '../analysis/words/waits.ts'
import { tellWarning } from '../analysis/words/warnings.ts'
import type { TimeWindow } from '../base/units.ts'
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import { topWaits } from '../profile/topWaits.ts'
import type { GatheredWindow } from './gatheredWindow.ts'

export function analysisOf(gathered: GatheredWindow, window: TimeWindow, zone: string): Analysis {
  const { cores, threads, otherWaits, lockWaits, looks, warnings } = gathered.profiles
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
    ...(looks === undefined ? {} : { looks }),
    otherWaits: otherWaits.map(({ kind, ns }) => ({ kind: waitWords[kind], ns })),
    warnings: warnings.map((warning) => tellWarning(warning, zone)),
  }
}

function summaryOfView(gathered: GatheredWindow, kind: ViewKind, zone: string): ViewSummary {
  const view = gathered.profiles.views[kind]
  if (view.state === 'absent') return tellAbsence(view, zone)
  const { tree, total, samples, covered, coveredSeconds, how, leftOut, cautions, files } = view
  return {
    state: 'measured',
    kind,
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
    top: gathered.top(kind, 20),
    ...(kind === 'lock' ? { waits: topWaits(tree, 5) } : {}),
  }
}
