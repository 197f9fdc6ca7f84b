/** All captures of one window: each kind of profile as it becomes known, then the series of every process beside them. */
import { err, ok, type Result } from '../../core/base/result.ts'
import type { FleetData } from '../../core/fleet/series.ts'
import type { CapturesQuestion } from '../capturesQuestion.ts'
import { measuredUses } from '../fleet/measures.ts'
import { inParts } from '../fleet/parts.ts'
import { presenceUses } from '../fleet/processesOf.ts'
import { cancelled } from '../fleet/shared.ts'
import { chooseTypes, runtimeOfTypes, type TypeUse } from '../profileTypes.ts'
import { instanceLabels } from '../selector.ts'
import type { CapturePart, CaptureSet, SourceError } from '../source.ts'
import { emptyBecause, isSettled, timeOf, windowNotes } from '../windowLimits.ts'
import { type Asked, type Shape, rows } from './asked.ts'
import { type AskContext, capturesOf } from './captures.ts'

type Question = CapturesQuestion<Asked>

export async function captureSet(wanted: Question): Promise<Result<CaptureSet, SourceError>> {
  const { asked, config, selection, window, clock, signal } = wanted
  const where = config.title
  const shape = await asked.shape(selection, window, signal)
  if (!shape.ok) return shape
  const runtime = runtimeOfTypes(shape.value.ids)
  const parts = await partsOfAll(wanted, shape.value)
  if (signal?.aborted === true) return err(cancelled)
  const captures = parts.flatMap((part) => part.captures)
  const absent = parts.flatMap((part) => part.absent)
  const failed = absent.some(({ reason }) => reason !== 'empty-in-window')
  if (captures.length === 0 && !failed)
    return err(emptyBecause({ where, what: selection.service, window, ...timeOf(clock) }))
  const fleet = await fleetOf(asked, shape.value, signal)
  return ok({
    captures,
    absent,
    settings: { service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
    notes: windowNotes({ where, window, ...timeOf(clock) }),
    ...(fleet.ok ? { fleet: fleet.value } : {}),
  })
}

/** Each kind by itself: a slow answer about heaps holds up nobody who waits for CPU. */
function partsOfAll(wanted: Question, shape: Shape): Promise<readonly CapturePart[]> {
  const { asked, signal, onPart } = wanted
  const { ids, question } = shape
  const context = contextOf(wanted, shape)
  const uses = chooseTypes(ids, rows)
  const measured = measuredUses(uses, runtimeOfTypes(ids))
  const partOf = async (use: TypeUse): Promise<CapturePart> => {
    const own = measured.find((one) => one.use === use)
    const [raw, ...others] = await Promise.all([
      asked.raw(question, use, signal),
      ...presenceUses(measured, own?.use).map((one) => asked.series(question, one, signal)),
    ])
    const beside = others.flatMap((one) => (one.ok ? [one.value] : []))
    return capturesOf(context, { use, wanted: own, serviceLabel: asked.serviceLabel, beside }, raw)
  }
  return inParts(uses, partOf, { known: { captures: [], absent: [] }, signal, onPart })
}

function contextOf({ config, selection, clock, signal, parts }: Question, { ids, question }: Shape): AskContext {
  const { api, selector, window } = question
  const runtime = runtimeOfTypes(ids)
  return {
    api,
    selector,
    window,
    where: config.title,
    settled: isSettled(window, clock.nowMs()),
    hints: { merged: true, service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
    idPrefix: `parca ${config.url}`,
    signal,
    parts,
  }
}

/** All measures of a service; what failed is named, the others are there. */
export async function fleetOf(
  asked: Asked,
  { ids, question }: Shape,
  signal: AbortSignal | undefined,
): Promise<Result<FleetData, SourceError>> {
  const runtime = runtimeOfTypes(ids)
  const wanted = measuredUses(chooseTypes(ids, rows), runtime)
  const answers = await Promise.all(wanted.map((one) => asked.series(question, one, signal)))
  const gone = answers.find((one) => !one.ok && one.error.code === 'cancelled')
  if (gone !== undefined && !gone.ok) return gone
  return ok({
    window: question.window,
    ...(runtime === undefined ? {} : { runtime }),
    instanceLabels,
    measures: answers.flatMap((one) => (one.ok ? [one.value] : [])),
    failed: answers.flatMap((one, i) => {
      const measure = wanted[i]?.measure
      return one.ok || measure === undefined ? [] : [{ measure, error: one.error }]
    }),
  })
}
