/**
 * "Record now": a Go service keeps no history, so its profiles are taken from now on and become a recording like any other.
 *
 *   step 1                    step 2                          end
 *   ├ profile?seconds=15 ────┤├ profile?seconds=15 ────┤
 *   ├ allocs?seconds=15  ────┤├ allocs …           ────┤
 *   ├ mutex, block       ────┤├ …                  ────┤
 *   ├ heap, goroutine         ├ heap, goroutine         ├ heap, goroutine
 *
 * Go 1.27 and later also say at the end which goroutines are leaked (`goroutineleak`, at the price of one collection).
 * All of a step at once, so that the three views cover the same time. One failing profile leaves the others alone.
 */
import type { CaptureKind, Coverage, ViewKind } from '../../core/base/vocabulary.ts'
import { err, explainLoadError, ok, type Result } from '../../core/base/result.ts'
import type { EpochMs, Share } from '../../core/base/units.ts'
import type { Http } from '../http/http.ts'
import type { MissingView, RecordedCapture, Recording } from '../recording/recording.ts'
import type { ReadContext, SourceError } from '../source.ts'
import { goFailures, pprofBase, switchOnMutex } from './endpoints.ts'
import { pprofTimes } from './pprofTimes.ts'
import { preflight, whatIsOff, type GoAddress, type LockRecording } from './preflight.ts'

export interface GoRecordRequest extends ReadContext {
  readonly http: Http
  readonly address: GoAddress
  readonly service: string
  /** Of the whole recording, and of each step; whole seconds. */
  readonly seconds: number
  readonly everySeconds: number
  readonly cores?: number
  readonly now: () => EpochMs
}

export interface GoRecording {
  readonly recording: Recording
  /** The profiles as they were served, under the names the recording uses. */
  readonly files: ReadonlyMap<string, ArrayBuffer>
  /** What is off, what failed, each once and in one sentence. */
  readonly notes: readonly string[]
  /** True when it was cancelled after something had been recorded. */
  readonly isPartial: boolean
}

interface Part {
  readonly name: string
  readonly prefix: string
  readonly kind: CaptureKind
  readonly covers: Coverage
  readonly query: (seconds: number) => string
  /** Which view is empty without it. */
  readonly fills?: ViewKind
  /** Served by some versions of Go only: that it is not there is no failure. */
  readonly isOptional?: true
}

/** `…-delta` in a name is what net/http/pprof itself calls a difference, and tells its heap from a snapshot. */
const overStep: readonly Part[] = [
  { fills: 'cpu', name: 'profile', prefix: 'cpu', kind: 'cpu', covers: 'interval', query: (s) => `?seconds=${s}` },
  {
    fills: 'heap_alloc',
    name: 'allocs',
    prefix: 'allocs-delta',
    kind: 'heap',
    covers: 'interval',
    query: (s) => `?seconds=${s}`,
  },
  { name: 'mutex', prefix: 'mutex-delta', kind: 'lock', covers: 'interval', query: (s) => `?seconds=${s}` },
  {
    fills: 'lock',
    name: 'block',
    prefix: 'block-delta',
    kind: 'block',
    covers: 'interval',
    query: (s) => `?seconds=${s}`,
  },
]
/** After a collection, or the profiler's own garbage looks like growth. */
const atInstant: readonly Part[] = [
  { fills: 'heap_live', name: 'heap', prefix: 'heap', kind: 'heap', covers: 'cumulative', query: () => '?gc=1' },
  { name: 'goroutine', prefix: 'goroutine', kind: 'goroutines', covers: 'gauge', query: () => '' },
]

/** Numbers beside the profiles, not goroutines there are: the leaked ones are a few of them. */
const atEnd: Part = {
  name: 'goroutineleak',
  prefix: 'goroutineleak',
  kind: 'counters',
  covers: 'gauge',
  query: () => '',
  isOptional: true,
}

export async function recordGo(request: GoRecordRequest): Promise<Result<GoRecording, SourceError>> {
  const { http, address, signal } = request
  const locks = await preflight(http, address, signal)
  if (!locks.ok) return locks
  const steps = Math.max(1, Math.round(request.seconds / request.everySeconds))
  const run = new Run(request, steps * request.everySeconds)
  for (let step = 0; step < steps && signal?.aborted !== true; step++) {
    await Promise.all([run.instants(), ...overStep.map((part) => run.take(part, request.everySeconds))])
  }
  if (signal?.aborted !== true) {
    await run.instants()
    await run.take(atEnd, 0)
  }
  run.end()
  return run.result(await lookedAgain(request, locks.value))
}

/** A service that had just begun may have waited for the first time meanwhile: what was empty before is asked once more. */
async function lookedAgain({ http, address, signal }: GoRecordRequest, before: LockRecording): Promise<LockRecording> {
  if ((before.hasBlocks && before.hasMutexes) || signal?.aborted === true) return before
  const after = await preflight(http, address, signal)
  return after.ok ? after.value : before
}

class Run {
  readonly #request: GoRecordRequest
  readonly #captures: RecordedCapture[] = []
  readonly #files = new Map<string, ArrayBuffer>()
  readonly #counts = new Map<string, number>()
  readonly #failures = new Map<string, SourceError>()
  readonly #timer: ReturnType<typeof setInterval>

  constructor(request: GoRecordRequest, totalSeconds: number) {
    this.#request = request
    const started = request.now()
    // Nothing arrives before a step ends, so progress is time.
    this.#timer = setInterval(() => {
      const share: Share = Math.min(0.99, (request.now() - started) / 1000 / totalSeconds)
      request.onProgress?.(share)
    }, 250)
  }

  end(): void {
    clearInterval(this.#timer)
    this.#request.onProgress?.(1)
  }

  async instants(): Promise<void> {
    for (const part of atInstant) await this.take(part, 0)
  }

  async take(part: Part, seconds: number): Promise<void> {
    const { http, address, signal } = this.#request
    const where = `${address.title}: ${part.name}`
    const got = await http.request({
      url: `${pprofBase(address.url)}/${part.name}${part.query(seconds)}`,
      headers: address.headers,
      where,
      expects: 'bytes',
      // The answer comes when the profile is finished.
      timeoutMs: (seconds + 30) * 1000,
      explain: goFailures,
      signal,
    })
    if (!got.ok) {
      const counts = got.error.code !== 'cancelled' && part.isOptional !== true
      if (counts && !this.#failures.has(part.name)) this.#failures.set(part.name, got.error)
      return
    }
    const times = await pprofTimes(got.value.bytes)
    if (times === undefined) {
      if (part.isOptional) return
      const todo = 'see whether this address is a Go service and not something in front of it'
      this.#failures.set(part.name, { code: 'malformed', where, what: 'what came back is no pprof file', todo })
      return
    }
    const number = (this.#counts.get(part.prefix) ?? 0) + 1
    this.#counts.set(part.prefix, number)
    const file = `${part.prefix}-${String(number).padStart(4, '0')}.pb.gz`
    this.#files.set(file, got.value.bytes)
    const { timeMs, durationMs } = times
    // A CPU profile says when it began, a difference when it ended, a snapshot when it was taken.
    const fromMs = part.kind === 'cpu' || part.covers !== 'interval' ? timeMs : timeMs - durationMs
    const untilMs = part.kind === 'cpu' ? timeMs + durationMs : timeMs
    this.#captures.push({ file, kind: part.kind, covers: part.covers, fromMs, untilMs })
  }

  result(locks: LockRecording): Result<GoRecording, SourceError> {
    const { address, service, cores, signal } = this.#request
    const isCancelled = signal?.aborted === true
    const flows = this.#captures.filter(({ covers }) => covers === 'interval')
    if (flows.length === 0) {
      const failure = this.#failures.get('profile') ?? [...this.#failures.values()][0]
      const todo = 'record again'
      return err(
        failure ?? {
          code: 'cancelled',
          where: address.title,
          what: 'recording was stopped before its first step ended',
          todo,
        },
      )
    }
    const captures = this.#captures.toSorted((a, b) => (a.untilMs ?? 0) - (b.untilMs ?? 0))
    const fromMs = Math.min(...flows.map((capture) => capture.fromMs ?? Infinity))
    const untilMs = Math.max(...captures.map((capture) => capture.untilMs ?? 0))
    const window = { name: 'recorded', fromMs: Math.floor(fromMs), untilMs: Math.ceil(untilMs) + 1 }
    const failures = [...this.#failures.values()].map(explainLoadError)
    const notes = [...whatIsOff(locks), ...failures]
    const recording: Recording = {
      service,
      title: `${service}, recorded ${new Date(untilMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      runtimeText: 'go',
      runtime: 'go',
      labels: {},
      ...(cores === undefined ? {} : { cores }),
      note: [
        `Taken from net/http/pprof in steps of ${this.#request.everySeconds} s; every file is as it was served.`,
        ...(this.#files.has('goroutineleak-0001.pb.gz')
          ? ['Leaked goroutines were looked for at the end, which runs one collection.']
          : []),
        ...notes,
      ].join(' '),
      captures,
      windows: [window],
      opens: window.name,
      marks: [],
      process: [],
      cost: [],
      missing: [...offViews(locks), ...this.#failedViews()],
    }
    return ok({ recording, files: this.#files, notes, isPartial: isCancelled })
  }

  /** Of which nothing came at all. */
  #failedViews(): readonly MissingView[] {
    return [...overStep, ...atInstant].flatMap(({ name, prefix, fills }): readonly MissingView[] => {
      const error = this.#failures.get(name)
      if (fills === undefined || error === undefined || (this.#counts.get(prefix) ?? 0) > 0) return []
      return [{ kind: fills, reason: 'failed', what: `${error.where}: ${error.what}`, todo: error.todo }]
    })
  }
}

function offViews(locks: LockRecording): readonly MissingView[] {
  if (locks.mutexFraction !== 0 || locks.hasBlocks) return []
  return [
    {
      kind: 'lock',
      reason: 'off',
      what: 'Mutex and block profiling are off in this service: its lock profiles are valid and empty, which is not "no contention".',
      todo: 'call these at the start of the program',
      command: `${switchOnMutex}\nruntime.SetBlockProfileRate(10_000)`,
      cost: 'under 0.5 % at these rates',
    },
  ]
}
