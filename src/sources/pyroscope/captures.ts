/** From the types a service has to requests: flows as one merge over the window, levels as merges around single snapshots. */
import { ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import { instanceLabels } from '../selector.ts'
import type { CaptureRef, SourceError } from '../source.ts'
import type { PyroscopeApi } from './api.ts'
import type { TypeUse } from '../profileTypes.ts'
import { chooseSnapshots, describeSnapshot, type InstanceTimes, type SnapshotWindow } from '../snapshots.ts'

const hourMs = 3_600_000
/** Enough points for a slope; each is a request. */
const liveHeapPoints = 5

export interface AskContext {
  readonly api: PyroscopeApi
  readonly selector: string
  readonly window: TimeWindow
  readonly where: string
  readonly settled: boolean
  readonly hints: CaptureRef['hints']
  readonly idPrefix: string
  readonly signal: AbortSignal | undefined
}

export function flowCapture(ask: AskContext, use: TypeUse): CaptureRef {
  return mergeRef(ask, use, ask.window, { covers: 'interval', fromMs: ask.window.fromMs, untilMs: ask.window.untilMs })
}

export interface GaugeCaptures {
  readonly captures: readonly CaptureRef[]
  readonly absent: readonly ToldAbsence[]
}

/** Levels are summed by the store; see snapshots.ts for how that is undone. */
export async function gaugeCaptures(ask: AskContext, use: TypeUse): Promise<GaugeCaptures> {
  const most = use.kind === 'heap' ? liveHeapPoints : 1
  const times = await instanceTimes(ask, use)
  const failed = (text: string, todo: string, reason: ToldAbsence['reason']): GaugeCaptures => ({
    captures: [],
    absent: use.views.map((kind) => ({ state: 'absent', kind, reason, text, next: { text: todo } })),
  })
  if (!times.ok) return failed(`${ask.where}: ${times.error.what}`, times.error.todo, 'failed')
  const chosen = chooseSnapshots(times.value, most)
  if (chosen.length === 0) {
    const text = `${ask.where} has no ${use.kind === 'heap' ? 'heap snapshot' : use.kind} in this window.`
    return failed(text, 'take a longer window: snapshots come every 15 s or so', 'empty-in-window')
  }
  return { captures: chosen.map((snapshot) => snapshotCapture(ask, use, snapshot)), absent: [] }
}

function snapshotCapture(ask: AskContext, use: TypeUse, snapshot: SnapshotWindow): CaptureRef {
  const divided = snapshot.perInstance === 1 ? {} : { summedSnapshots: snapshot.perInstance }
  const ref = mergeRef(ask, use, snapshot.asked, {
    covers: 'gauge',
    fromMs: snapshot.atMs,
    untilMs: snapshot.atMs,
    ...divided,
  })
  return { ...ref, note: describeSnapshot(snapshot) }
}

/** When each instance's snapshots were taken: the whole of a short window, the end and some places of a long one. */
async function instanceTimes(ask: AskContext, use: TypeUse): Promise<Result<readonly InstanceTimes[], SourceError>> {
  const { fromMs, untilMs } = ask.window
  const looks = untilMs - fromMs <= hourMs ? [ask.window] : spread(ask.window, liveHeapPoints, 3 * 60_000)
  const times = new Map<string, number[]>()
  const answers = await Promise.all(
    looks.map((window) => {
      const request = {
        profileTypeId: use.type.id,
        labelSelector: ask.selector,
        window,
        stepSeconds: 1,
        groupBy: instanceLabels,
      }
      return ask.api.selectSeries(request, ask.signal)
    }),
  )
  for (const answer of answers) {
    if (!answer.ok) return answer
    for (const { labels, points } of answer.value.series) {
      const key = JSON.stringify([...labels].map(([name, value]) => `${name}=${value}`).sort())
      const known = times.get(key) ?? []
      for (const { atMs } of points) if (atMs > fromMs && atMs <= untilMs) known.push(atMs)
      times.set(key, known)
    }
  }
  return ok([...times.values()].map((atMs) => ({ atMs: [...new Set(atMs)].sort((a, b) => a - b) })))
}

/** `count` looks of `lengthMs`, the first at the start of the window, the last at its end. */
function spread({ fromMs, untilMs }: TimeWindow, count: number, lengthMs: number): readonly TimeWindow[] {
  return Array.from({ length: count }, (_, i) => {
    const end = fromMs + lengthMs + (i / (count - 1)) * (untilMs - fromMs - lengthMs)
    return { fromMs: end - lengthMs, untilMs: end }
  })
}

function mergeRef(ask: AskContext, use: TypeUse, asked: TimeWindow, covers: Partial<CaptureRef['hints']>): CaptureRef {
  const file = `${ask.where}: ${use.type.name} ${use.type.sampleType}`
  const request = {
    profileTypeId: use.type.id,
    labelSelector: ask.selector,
    startMs: asked.fromMs,
    endMs: asked.untilMs,
  }
  return {
    id: `${ask.idPrefix} ${use.type.id}${ask.selector} ${request.startMs} ${request.endMs}`,
    file,
    hints: { ...ask.hints, kind: use.kind, ...covers },
    answers: use.views,
    settled: ask.settled,
    read: (context) => ask.api.mergeProfile(request, { ...context, where: file }),
  }
}
