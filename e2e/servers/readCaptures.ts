/** A capture set the way the page reads it: every ref read, loaded and analysed, without a worker. */
import type { Analysis } from '../../src/core/analysis/analysis.ts'
import { explainLoadError } from '../../src/core/base/result.ts'
import type { TimeWindow } from '../../src/core/base/units.ts'
import { Analyst } from '../../src/core/analyst/analyst.ts'
import type { ComparedSubject } from '../../src/core/analyst/subject.ts'
import type { Comparison } from '../../src/core/diff/comparison.ts'
import { fleetOf } from '../../src/core/fleet/fleet.ts'
import type { CaptureSet } from '../../src/sources/source.ts'

async function loadInto(analyst: Analyst, set: CaptureSet): Promise<readonly string[]> {
  const captureIds: string[] = []
  for (const ref of set.captures) {
    const bytes = await ref.read()
    if (!bytes.ok) throw new Error(explainLoadError(bytes.error))
    const loaded = await analyst.load({ bytes: bytes.value, fileName: ref.file, hints: ref.hints })
    if (!loaded.ok) throw new Error(explainLoadError(loaded.error))
    captureIds.push(...loaded.value.captures.map(({ id }) => id))
  }
  return captureIds
}

export interface ReadSide {
  readonly set: CaptureSet
  readonly window: TimeWindow
  /** Two sides of one run are two windows of it. */
  readonly run: string
  readonly processes?: string
}

export async function compareCaptures(base: ReadSide, head: ReadSide): Promise<Comparison> {
  const analyst = new Analyst()
  const sideOf = async ({ set, window, run, processes }: ReadSide): Promise<ComparedSubject> => ({
    captureIds: await loadInto(analyst, set),
    window,
    run,
    ...(processes === undefined ? {} : { processes }),
    settings: set.settings,
    known: set.absent,
  })
  const { comparison } = await analyst.compared({ base: await sideOf(base), head: await sideOf(head) })
  return comparison
}

export async function analyseCaptures(set: CaptureSet, window: TimeWindow, cores?: number): Promise<Analysis> {
  const analyst = new Analyst()
  const captureIds = await loadInto(analyst, set)
  const settings = { ...set.settings, ...(cores === undefined ? {} : { cores }) }
  const of = cores === undefined ? {} : { cores: { value: cores, from: 'given' } }
  const fleet = set.fleet && fleetOf(set.fleet, of).verdict
  return analyst.analyse({ captureIds, window, settings, known: set.absent, ...(fleet === undefined ? {} : { fleet }) })
}

/** Total of a view, with what was left out of it added again: what the file itself sums up to. */
export function wholeTotal(analysis: Analysis, view: keyof Analysis['views']): number {
  const found = analysis.views[view]
  if (found.state !== 'measured') throw new Error(`${view}: ${found.text}`)
  return found.leftOut.reduce((sum, { amount }) => sum + amount, found.total)
}
