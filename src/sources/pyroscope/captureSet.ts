/** All captures of one window: each kind of profile as it becomes known, then the series of every process beside them. */
import { err, ok, type Result } from '../../core/base/result.ts'
import type { CapturesQuestion } from '../capturesQuestion.ts'
import { type MeasuredUse, measuredUses } from '../fleet/measures.ts'
import { inParts } from '../fleet/parts.ts'
import { presenceUses } from '../fleet/processesOf.ts'
import { cancelled } from '../fleet/shared.ts'
import { runtimeOfTypes, type TypeUse } from '../profileTypes.ts'
import type { CapturePart, CaptureSet, SourceError } from '../source.ts'
import { emptyBecause, isSettled, timeOf, windowNotes } from '../windowLimits.ts'
import { noteUnusable, notRecorded } from './absences.ts'
import type { Asked } from './asked.ts'
import { type AskContext, capturesOfUse } from './captures.ts'
import { type FleetQuestion, fleetOfService } from './fleet.ts'

const lookbackMs = 7 * 24 * 3_600_000

type Question = CapturesQuestion<Asked>

export async function captureSet(wanted: Question): Promise<Result<CaptureSet, SourceError>> {
  const { asked, config, selection, window, clock, signal } = wanted
  const question = await asked.question(selection, window, signal)
  if (!question.ok) return question
  const { ids } = question.value.shape
  if (ids.length === 0) return err(await nothingThere(wanted))
  const runtime = runtimeOfTypes(ids)
  const parts = await partsOfAll(wanted, question.value)
  if (signal?.aborted === true) return err(cancelled)
  const fleet = await fleetOfService(question.value, (one) => asked.series(question.value, one, signal))
  return ok({
    captures: parts.flatMap((part) => part.captures),
    absent: parts.flatMap((part) => part.absent),
    settings: { service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
    notes: [...windowNotes({ where: config.title, window, ...timeOf(clock), lookbackMs }), ...noteUnusable(ids)],
    ...(fleet.ok ? { fleet: fleet.value } : {}),
  })
}

async function nothingThere(wanted: Question): Promise<SourceError> {
  const { asked, config, selection, window, clock, signal } = wanted
  const stats = await asked.api.oldestAndNewest(signal)
  return emptyBecause({
    where: config.title,
    what: selection.service,
    window,
    ...timeOf(clock),
    lookbackMs,
    ...stats,
  })
}

/** Each kind by itself: a slow answer about heaps holds up nobody who waits for CPU. */
function partsOfAll(wanted: Question, question: FleetQuestion): Promise<readonly CapturePart[]> {
  const { asked, config, signal, onPart } = wanted
  const { uses, shape } = question
  const context = contextOf(wanted, question)
  const measured = measuredUses(uses, runtimeOfTypes(shape.ids))
  const present = new Set(uses.flatMap(({ views }) => views))
  const hasLocks = present.has('lock')
  const partOf = async (use: TypeUse): Promise<CapturePart> => {
    const own = measured.find((one) => one.use === use)
    const ask = (one: MeasuredUse) => asked.series(question, one, signal)
    const [series, beside] = await Promise.all([
      own === undefined ? undefined : ask(own),
      Promise.all(presenceUses(measured, own?.use).map(ask)),
    ])
    return capturesOfUse(context, use, { series, beside: beside.flatMap((one) => (one.ok ? [one.value] : [])) })
  }
  // Wall-clock samples stand in for locks only where the runtime records no locks.
  const chosen = uses.filter((use) => use.kind !== 'wall' || !hasLocks)
  const known: CapturePart = { captures: [], absent: notRecorded(present, shape.ids, config.title) }
  return inParts(chosen, partOf, { known, signal, onPart })
}

function contextOf(wanted: Question, { api, selector, window, shape }: FleetQuestion): AskContext {
  const { config, selection, clock, signal, parts } = wanted
  const runtime = runtimeOfTypes(shape.ids)
  return {
    api,
    selector,
    window,
    where: config.title,
    settled: isSettled(window, clock.nowMs()),
    hints: { merged: true, service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
    idPrefix: `pyroscope ${config.url} ${config.tenant ?? ''}`,
    signal,
    parts,
    processes: shape.labels.processes,
  }
}
