/** Captures for tests, drawn as stacks. Times are seconds after 02:04 IST. */
import type { CaptureKind, Coverage, Runtime } from '../base/vocabulary.ts'
import { profileFromText } from './fromText.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import { frameFlags, type Profile, type ProfileMeta, type ValueType } from '../profile/profile.ts'
import type { Capture, CaptureHints } from '../window/capture.ts'

const startMs: number = Date.parse('2026-11-22T02:04:00+05:30')
export const atSecond = (seconds: number): number => startMs + seconds * 1000

export interface CaptureText {
  readonly kind: CaptureKind
  readonly covers?: Coverage
  readonly from?: number
  readonly until?: number
  readonly text: string
  readonly valueType?: ValueType
  readonly runtime?: Runtime
  readonly meta?: Partial<ProfileMeta>
  readonly hints?: CaptureHints
  readonly file?: string
}

let counter = 0

const seconds: ValueType = { type: 'cpu', unit: 'nanoseconds' }

export function captureOf(spec: CaptureText): Capture {
  const { kind, covers = 'interval', text, runtime, from, until = from } = spec
  const profile = profileFromText(text, {
    valueType: spec.valueType ?? seconds,
    meta: { ...(runtime === undefined ? {} : { runtime }), ...spec.meta },
  })
  return made(spec, profile, kind, covers, from, until)
}

function made(
  { file, hints }: Pick<CaptureText, 'file' | 'hints'>,
  profile: Profile,
  kind: CaptureKind,
  covers: Coverage,
  from: number | undefined,
  until: number | undefined,
): Capture {
  counter += 1
  const name = file ?? `${kind}-${counter}`
  return {
    hash: name,
    file: name,
    profile,
    kind,
    covers,
    hints: hints ?? {},
    ...(from === undefined || until === undefined
      ? {}
      : { window: { fromMs: atSecond(from), untilMs: atSecond(until) } }),
  }
}

export interface HeapRecord {
  readonly stack: readonly string[]
  /** Bytes of one object. */
  readonly size: number
  readonly allocated: number
  readonly live: number
}

/** A Go heap file: four columns, one record per (stack, size), objects counted as given (already unsampled). */
export function goHeap(at: number, records: readonly HeapRecord[], more: Partial<CaptureText> = {}): Capture {
  const builder = new ProfileBuilder([
    { type: 'alloc_objects', unit: 'count' },
    { type: 'alloc_space', unit: 'bytes' },
    { type: 'inuse_objects', unit: 'count' },
    { type: 'inuse_space', unit: 'bytes' },
  ])
  for (const { stack, size, allocated, live } of records) {
    const row = builder.sample(builder.stackFromRoot(stack.map((name) => builder.frame(name))), allocated, {
      labelSet: builder.labelSet([{ key: 'bytes', value: size }]),
    })
    builder.setValue(row, 1, allocated * size)
    builder.setValue(row, 2, live)
    builder.setValue(row, 3, live * size)
  }
  const profile = builder.finish({
    format: 'pprof',
    runtime: 'go',
    period: 524_288,
    periodType: { type: 'space', unit: 'bytes' },
    ...more.meta,
  })
  return made(more, profile, 'heap', more.covers ?? 'cumulative', at, at)
}

/**
 * py-spy --idle --native: rows of [thread, frames from the root, observations]. A frame "name@file.py" is Python, any
 * other is machine code.
 */
export function pySpyWall(
  from: number,
  until: number,
  rows: readonly (readonly [string, readonly string[], number])[],
  rateHz: number = 10,
): Capture {
  const builder = new ProfileBuilder([
    { type: 'wall', unit: 'nanoseconds' },
    { type: 'samples', unit: 'count' },
  ])
  const perThread = new Map<string, number>()
  for (const [thread, frames, count] of rows) {
    const stack = builder.stackFromRoot(
      frames.map((frame) => {
        const [name = '', file] = frame.split('@')
        return file === undefined
          ? builder.frame(name, '', 0, 'libpython3.11.so', frameFlags.native)
          : builder.frame(name, file, 1)
      }),
    )
    const row = builder.sample(stack, (count * 1e9) / rateHz, { thread: builder.thread(thread, thread) })
    builder.setValue(row, 1, count)
    perThread.set(thread, (perThread.get(thread) ?? 0) + count)
  }
  const profile = builder.finish({
    format: 'speedscope',
    emitter: 'py-spy@0.4.3',
    runtime: 'cpython',
    threadCount: perThread.size,
    ticks: Math.max(...perThread.values()),
  })
  return made({}, profile, 'wall', 'interval', from, until)
}

/** Three seconds of a Go program's CPU in half a minute: its work, what allocates, and the collector on spare CPU. */
export const goCpu: Capture = captureOf({
  kind: 'cpu',
  from: 0,
  until: 30,
  runtime: 'go',
  meta: { period: 10_000_000, periodType: { type: 'cpu', unit: 'nanoseconds' } },
  text: `
    main        main              gcBgMarkWorker
    work        json.Marshal      runtime.gcBgMarkWorker
                runtime.mallocgc  runtime.gcDrainMarkWorkerIdle
    2000000000  600000000         400000000
  `,
})
