/**
 * One profile as a few tables whose rows point at each other by index. Every format ends here.
 *
 *   strings   0: ""  1: "main"  2: "json.Marshal"  3: "encode.go" …
 *   frames    name → strings, file → strings, line, module → strings, flags      (a function, not a line of it)
 *   stacks    prefix → stacks (−1 = none; always smaller than its own index), frame → frames
 *   samples   stack → stacks (−1 = the emitter gave no frames), thread → threads, timeMs, one value column per value type
 *
 * Typed arrays throughout, so that a profile moves between threads without being copied.
 */
import type { Runtime } from '../base/vocabulary.ts'
import type { EpochMs, Milliseconds } from '../base/units.ts'

/** `{ type: 'cpu', unit: 'nanoseconds' }`. Columns are chosen by this, never by position. */
export interface ValueType {
  readonly type: string
  readonly unit: string
}

/** Bits of `FrameTable.flags`. */
export const frameFlags = {
  /** Inlined into its caller by the compiler. */
  inlined: 1,
  /** Machine code outside the managed runtime: C, C++, Rust, VM internals. */
  native: 2,
  kernel: 4,
} as const

export interface FrameTable {
  readonly length: number
  /** Index into strings: the function as people know it, e.g. `encoding/json.(*Encoder).Encode`. */
  readonly name: Int32Array
  /** Index into strings, 0 ("") when unknown. */
  readonly file: Int32Array
  /** First line known of the function, 0 when unknown. */
  readonly line: Int32Array
  /** Last line seen of the function, 0 when unknown. What names tracemalloc's lines, see pythonLines.ts. */
  readonly lineEnd?: Int32Array
  /** Index into strings: shared object, binary or package archive; 0 ("") when unknown. */
  readonly module: Int32Array
  readonly flags: Uint8Array
}

export interface StackTable {
  readonly length: number
  /** Parent stack (one frame nearer the root), −1 for a root; prefix[i] < i. */
  readonly prefix: Int32Array
  readonly frame: Int32Array
}

export interface SampleTable {
  readonly length: number
  /** Index into stacks: the leaf's row; −1 for a sample without frames. */
  readonly stack: Int32Array
  /** One column per value type, in the order of `Profile.valueTypes`. Base units where the file's unit says so (ns, bytes, count). */
  readonly values: readonly Float64Array[]
  /** Index into `Profile.threads`, −1 when unknown. Absent when no sample has one. */
  readonly thread?: Int32Array
  /** When the sample was taken. Absent when the format does not say. */
  readonly timeMs?: Float64Array
  /** Index into `Profile.labelSets`, −1 for none. Absent when no sample has labels. */
  readonly labelSet?: Int32Array
  /** Which of `stretchCount` equal pieces of the recording it is of, where samples have an order and no time of day: see diff/inStretches.ts. */
  readonly stretch?: Int32Array
}

/** More see faster bursts, fewer have samples enough in each; eight is what the yardstick of a comparison was calibrated on. */
export const stretchCount = 8

/** @param share 0..1 of the recording */
export const stretchAt = (share: number): number =>
  Math.max(0, Math.min(stretchCount - 1, Math.floor(share * stretchCount)))

export interface Label {
  readonly key: string
  /** String labels carry text; numeric ones carry a number (Go's heap puts the object size under `bytes`). */
  readonly value: string | number
}

export interface ThreadRow {
  readonly name: string
  readonly id: string
}

/** What the profiler behind a file sees and what it does not. The reader of the format knows; nobody else asks who wrote it. */
export type ProfilerTrait =
  /** Python threads that hold the GIL, or all that look runnable: the file does not say which. */
  | 'gil-or-runnable'
  /** Code of the virtual machine only: no native frames, hence no allocator and no collector. */
  | 'java-code'
  /** Native frames as well: an allocator or a collector would have been seen. */
  | 'native-frames'
  /** Events of a counter of the CPU or the kernel; what one stands for is in a header that may not be there. */
  | 'perf-events'
  /** The one thread that runs JavaScript; what is stopped inside a call counts as running. */
  | 'one-thread'
  /** Several threads that run JavaScript; what is stopped inside a call counts as running. */
  | 'event-loops'
  /** There are workers of JavaScript that the sampler did not watch. */
  | 'unseen-workers'
  /** A thread that is ready to run and has no CPU counts as running: on a busy machine more than ran. */
  | 'ready-counts'
  /** Python threads that hold the GIL, and nothing that runs without it. */
  | 'gil-holders'
  /** One of the process' threads, whatever others there were. */
  | 'some-threads'
  /** At each tick the one thread that the timer's signal reached: whoever waits beside it is not seen. */
  | 'signalled-thread'
  /** Functions without their callers. */
  | 'no-stacks'
  /** It was on: nothing in it means that nothing happened, in every part of its time. */
  | 'empty-is-zero'
  /** Lines of code, without the functions they are in. */
  | 'lines-only'
  /** Every object, none sampled. */
  | 'unsampled'
  /** So many objects at most, one put out for another: they rank who holds memory, their sum is no amount of it. */
  | 'kept-sample'
  /** One profile less another, added up stack by stack: what stayed the same is in neither of its sides. */
  | 'only-what-changed'
  /** What was allocated where a thread's buffer came to its end: which of neighbouring sites that is is no chance. */
  | 'at-buffer-ends'
  /** CPU between two ticks is booked on whatever the tick saw, the idle loop too. */
  | 'books-between-ticks'

export interface ProfileMeta {
  /** The reader that made it: 'pprof', 'collapsed', 'speedscope', 'jfr', 'tracemalloc' … */
  readonly format: string
  /** Who wrote the file if it says so: 'py-spy@0.4.1', 'go', 'async-profiler 4.1', 'memray' … */
  readonly emitter?: string
  readonly traits?: readonly ProfilerTrait[]
  /** Start of what the file covers, or the instant of a snapshot. */
  readonly startMs?: EpochMs
  readonly durationMs?: Milliseconds
  /** On the clock of its machine since it started, where files of several threads say what ran side by side (V8). */
  readonly ownClock?: { readonly fromMs: number; readonly untilMs: number }
  /** True when `startMs` is really the end (Go's `?seconds=` deltas). The reader has then already moved it; this is for provenance. */
  readonly timeWasEnd?: boolean
  readonly periodType?: ValueType
  readonly period?: number
  readonly defaultType?: string
  readonly comments?: readonly string[]
  /** Address at which the kernel put its own page ([vdso]): drawn anew for each process that starts, so that it tells processes apart. */
  readonly kernelPage?: number
  /** CPUs the process may use, when the file knows. */
  readonly cores?: number
  /** Number of threads, when the file knows. */
  readonly threadCount?: number
  /** 'go' | 'jvm' | 'cpython' | 'v8' | 'dotnet' | 'native', when the file gives it away. */
  readonly runtime?: Runtime
  /** Observations per thread for wall-clock samplers that stop at every tick (py-spy): the honest denominator. */
  readonly ticks?: number
  /** Different stacks that were deeper than the recording kept; what is missing is the part at the root. */
  readonly truncatedStacks?: number
  /** The format writes differences as well: amounts below zero are meant. Elsewhere there are none. */
  readonly signed?: true
  /** Samples that point at what the file does not have, of how many: they are in no amount. */
  readonly misplaced?: { readonly samples: number; readonly of: number }
  /** Sentences for people about what the reader left out or had to assume. */
  readonly notes: readonly string[]
}

export interface Profile {
  /** Each text once, "" first: equal texts have equal indexes. */
  readonly strings: readonly string[]
  readonly frames: FrameTable
  readonly stacks: StackTable
  readonly samples: SampleTable
  readonly valueTypes: readonly ValueType[]
  readonly threads: readonly ThreadRow[]
  readonly labelSets: readonly (readonly Label[])[]
  readonly meta: ProfileMeta
}

/** Column of a value type, or −1. `type` is compared whole; pass several to accept any spelling. */
/** Writers spell one type with `-` or `_`, and some in capitals. */
export const plainType = (type: string): string => type.toLowerCase().replaceAll('-', '_')

/** Datadog's writers put what is held at the end beside what was allocated over the time: a level, though the file has a duration. */
export function hasLevelOfEnd({ valueTypes }: Pick<Profile, 'valueTypes'>): boolean {
  return valueTypes.some(({ type }) => /^heap[-_](space|live[-_]\w+)$|^inuse-(space|objects)$/.test(type))
}

export function findValueColumn(profile: Profile, ...types: readonly string[]): number {
  for (const type of types) {
    const column = profile.valueTypes.findIndex((valueType) => plainType(valueType.type) === plainType(type))
    if (column >= 0) return column
  }
  return -1
}

export function hasTrait({ meta }: Profile, trait: ProfilerTrait): boolean {
  return meta.traits?.includes(trait) === true
}
