/** The object of `--json`: the same analysis as the page, in base units. */
import { type SignalId, signalIds, viewKinds } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { Fleet } from '../../core/fleet/fleet.ts'
import type { LooksReading } from '../../core/window/looksReading.ts'
import type { ToldPresentSignal, ToldSignal } from '../../core/diagnosis/story.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { processesJson } from './processes.ts'
import { waitsJson } from './waitsJson.ts'

/** ISO 8601 in IST, as everything else the tool writes. */
function isoIst(ms: number): string {
  return new Date(ms + 5.5 * 3600_000).toISOString().replace('Z', '+05:30')
}

function signalJson(signal: ToldSignal): object {
  if (signal.state === 'absent') {
    const { why, next, range } = signal
    if (range === undefined) return { value: null, basis: null, why, next }
    const { low = null, high = null, lowFrom, highFrom } = range
    return {
      value: null,
      low,
      high,
      lowFrom: lowFrom ?? null,
      highFrom: highFrom ?? null,
      basis: basisOf(signal),
      why,
      next,
    }
  }
  return presentJson(signal)
}

/** What it rests on: a measurement, a person's word, construction, or the bounds of both sides. */
function basisOf(signal: ToldSignal): object | null {
  if (signal.state === 'present') return { id: signal.origin ?? 'measured', of: signal.samplesOf }
  const { lowFrom, highFrom } = signal.range ?? {}
  return lowFrom === undefined && highFrom === undefined
    ? null
    : { id: 'bounds', low: lowFrom ?? null, high: highFrom ?? null }
}

function presentJson(signal: ToldPresentSignal): object {
  const { value, low, high, samples, samplesOf, how, raw, bound } = signal
  const finite = (number: number): number | null => (Number.isFinite(number) ? number : null)
  return {
    value,
    low: finite(low),
    high: finite(high),
    samples: Math.round(samples),
    samplesOf,
    basis: basisOf(signal),
    how,
    ...(raw === undefined ? {} : { raw }),
    ...(bound === undefined ? {} : { bound }),
  }
}

/** Dumps together: threads of the program per look, by state, and the CPU between looks where threads print theirs. */
function looksJson({ looks, states, sees, deadlocks, misses, cpu }: LooksReading): object {
  const mean = (count: (look: LooksReading['looks'][number]) => number): number =>
    looks.reduce((sum, look) => sum + count(look), 0) / Math.max(1, looks.length)
  return {
    looks: looks.length,
    sees,
    threads: mean((look) => look.threads),
    parked: mean((look) => look.parked),
    states,
    deadlocks,
    ...(misses === undefined ? {} : { misses }),
    ...(cpu === undefined
      ? {}
      : { cpu: { seconds: cpu.seconds, cpu_seconds: cpu.cpuSeconds, collector_seconds: cpu.collectorSeconds } }),
  }
}

/** Number of the schemas in schema/. Keys may be added under one number; what changes or goes makes another. */
export const jsonSchema = 1

export function toJson(
  analysis: Analysis,
  window: TimeWindow | undefined,
  warnings: readonly string[],
  processes?: Fleet,
): object {
  const { story, views, native } = analysis
  const { diagnosis, certainty, runnerUp } = story
  const signals = Object.fromEntries(
    signalIds.map((id): readonly [SignalId, object] => [id, signalJson(story.signals[id])]),
  )
  return {
    schema: jsonSchema,
    window:
      window === undefined
        ? { from: null, until: null, seconds: null }
        : {
            from: isoIst(window.fromMs),
            until: isoIst(window.untilMs),
            seconds: (window.untilMs - window.fromMs) / 1000,
          },
    signals,
    diagnosis: {
      pattern: diagnosis.pattern,
      text: diagnosis.text,
      kind: diagnosis.kind,
      look_at: diagnosis.lookAt,
      sentence: story.sentence.map((segment) => segment.text).join(''),
      next: story.next,
      possible: diagnosis.possible ?? [],
      excluded: diagnosis.excluded ?? [],
      decidedBy: diagnosis.asks?.[0] ?? null,
      asks: diagnosis.asks ?? [],
      ...(diagnosis.condition === undefined ? {} : { condition: diagnosis.condition }),
    },
    profiles: [...viewKinds.map((kind) => views[kind]), ...(native === undefined ? [] : [native])].flatMap((view) => {
      if (view.state !== 'measured') return []
      const { kind } = view
      return [
        {
          // What is only seen in a view's place has a kind of its own: nobody takes wall-clock time for CPU.
          kind: view.shows ?? kind,
          ...(view.shows === undefined ? {} : { pane: kind }),
          unit: view.unit,
          total: view.total,
          samples: Math.round(view.samples),
          how: view.how,
          ...(view.leftOut.length === 0
            ? {}
            : { leftOut: view.leftOut.map(({ id, text, amount }) => ({ id, text, amount })) }),
          top: view.top.map(({ name, self, total }) => ({ name, self, total })),
        },
      ]
    }),
    ...(analysis.nativeGrowth === undefined
      ? {}
      : {
          native: analysis.nativeGrowth.map(({ category, bytes, mbPerHour, low, high }) => ({
            category: category ?? null,
            bytes,
            mb_per_hour: mbPerHour,
            low: low ?? null,
            high: high ?? null,
          })),
        }),
    ...(processes === undefined ? {} : { processes: processesJson(processes) }),
    waits: waitsJson(analysis),
    off_cpu: (analysis.offCpu ?? []).map(({ kind, ns, sockets }) => ({
      kind,
      thread_ns: ns,
      ...(sockets === undefined ? {} : { sockets: sockets.map((one) => ({ to: one.to, thread_ns: one.ns })) }),
    })),
    threads_seen: analysis.threadsSeen ?? null,
    looks: analysis.looks === undefined ? null : looksJson(analysis.looks),
    warnings,
    certainty:
      certainty === undefined
        ? null
        : {
            same: certainty.same,
            statement: certainty.statement,
            slope: certainty.slope,
            ...(certainty.subWindows === undefined ? {} : { subWindows: certainty.subWindows }),
          },
    runnerUp: runnerUp === undefined ? null : { id: runnerUp.id, missing: runnerUp.missing },
    alsoMatches: story.alsoMatches,
    findings: story.findings.map(({ id, text, evidence }) => ({ id, text, evidence })),
    misreadings: story.misreadings,
  }
}
