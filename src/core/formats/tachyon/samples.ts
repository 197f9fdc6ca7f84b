/**
 * What Python's own sampler (profiling.sampling, Tachyon, from 3.15) saw of threads at each tick, in whichever form it was saved: wall time
 * of all of them, CPU of those on a CPU, and who held the GIL while others waited for it.
 */
import { IdMap } from '../../base/idMap.ts'
import { LockTally } from '../../base/lockTally.ts'
import type { LockWaits } from '../../base/lockWaits.ts'
import type { TimeWindow } from '../../base/units.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { frameFlags, type ProfileMeta } from '../../profile/profile.ts'
import { maxSampleRows, type FileFacts, type ParsedPart } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'

/** Leaf of a thread that stands still for its turn; a wait that is no frame of the program. */
export const gilFrame = '<waiting for the GIL>'

export interface ThreadState {
  readonly hasGil: boolean
  readonly onCpu: boolean
  readonly wantsGil: boolean
  /** Nobody looked whether it was on a CPU: the sampler's wall mode does not. */
  readonly cpuUnknown?: boolean
}

/** profiling.sampling.constants: what a thread must do to be in it. `all`: everything is, with the state of both. */
export type TachyonMode = 'wall' | 'cpu' | 'gil' | 'all' | 'exception'

export class TooManySamples extends Error {}

/** Frames are those of the sampler: file (`~` for none), function, line; root first. */
export interface TachyonFrame {
  readonly file: string
  readonly name: string
  readonly line: number
}

interface Tick {
  holder: string
  holderThread: string
  readonly waiters: { site: string; ns: number }[]
}

export class TachyonSamples {
  readonly #wall = new ProfileBuilder([
    { type: 'wall', unit: 'nanoseconds' },
    { type: 'samples', unit: 'count' },
  ])
  readonly #cpu = new ProfileBuilder([
    { type: 'cpu', unit: 'nanoseconds' },
    { type: 'samples', unit: 'count' },
  ])
  /** A frame of the file is one object at all of its samples: what it is called is worked out once. */
  readonly #wallFrames = new WeakMap<TachyonFrame, number>()
  readonly #cpuFrames = new WeakMap<TachyonFrame, number>()
  readonly #ticks = new IdMap<number, Tick>()
  readonly #perThread = new Map<number, number>()
  #onCpu = 0
  #off = 0
  #unknown = 0
  #gilNs = 0
  #untilMs = -Infinity
  #fromMs = Infinity

  /** @param timeMs of the tick: one and the same for all threads that were looked at in it, to a microsecond */
  add(
    frames: readonly TachyonFrame[],
    state: ThreadState,
    thread: { readonly id: string; readonly name: string },
    ns: number,
    timeMs: number,
  ): void {
    if (this.#wall.sampleCount >= maxSampleRows) throw new TooManySamples()
    this.#fromMs = Math.min(this.#fromMs, timeMs)
    this.#untilMs = Math.max(this.#untilMs, timeMs)
    const row = this.#wall.thread(thread.id, thread.name)
    let stack = stackIn(this.#wall, this.#wallFrames, frames)
    if (state.wantsGil) stack = this.#wall.stack(stack, this.#wall.frame(gilFrame, '', 0, '', frameFlags.native))
    this.#wall.setValue(this.#wall.sample(stack, ns, { thread: row, timeMs }), 1, 1)
    this.#perThread.set(row, (this.#perThread.get(row) ?? 0) + 1)
    if (state.onCpu) {
      this.#onCpu += 1
      const cpuRow = this.#cpu.thread(thread.id, thread.name)
      this.#cpu.setValue(
        this.#cpu.sample(stackIn(this.#cpu, this.#cpuFrames, frames), ns, { thread: cpuRow, timeMs }),
        1,
        1,
      )
    } else if (state.cpuUnknown === true) this.#unknown += 1
    else this.#off += 1
    if (!state.hasGil && !state.wantsGil) return
    // As whole microseconds: a time that was added up from differences is not exact.
    const key = Math.round(timeMs * 1e3)
    let tick = this.#ticks.get(key)
    if (tick === undefined) this.#ticks.set(key, (tick = { holder: '', holderThread: '', waiters: [] }))
    const site = this.#siteOf(frames)
    if (state.hasGil) {
      tick.holder = site
      tick.holderThread = thread.id
    }
    if (state.wantsGil) {
      this.#gilNs += ns
      tick.waiters.push({ site, ns })
    }
  }

  /** The innermost function of the program, without the sampler's own frames. */
  #siteOf(frames: readonly TachyonFrame[]): string {
    const frame = frames.findLast(({ name }) => !name.startsWith('<') || name === '<module>' || name === '<lambda>')
    if (frame === undefined) return ''
    let index = this.#wallFrames.get(frame)
    if (index === undefined) this.#wallFrames.set(frame, (index = frameIn(this.#wall, frame)))
    return this.#wall.nameOfFrame(index)
  }

  get isEmpty(): boolean {
    return this.#wall.sampleCount === 0
  }

  note(sentence: string): void {
    this.#wall.note(sentence)
    this.#cpu.note(sentence)
  }

  /**
   * No bound is made of who held the GIL: on a machine of two cores with eight programs its holder was on a CPU half of that time
   * (e2e/samples/tachyon), and with a CPU limit it can be less.
   *
   * @param states.hasStates whether the file says who was on a CPU and who held the GIL
   * @param states.allThreads the main thread alone otherwise; undefined: the file does not say
   */
  finish(
    meta: Omit<ProfileMeta, 'notes' | 'startMs' | 'durationMs'>,
    {
      hasStates = true,
      mode,
      allThreads,
      isEpoch,
      periodMs,
    }: {
      readonly hasStates?: boolean
      readonly mode?: TachyonMode | undefined
      readonly allThreads?: boolean | undefined
      readonly isEpoch: boolean
      readonly periodMs: number
    },
  ): { readonly parts: readonly ParsedPart[]; readonly facts: FileFacts } {
    const window = { fromMs: this.#fromMs, untilMs: this.#untilMs + periodMs }
    const counts = [...this.#perThread.values()]
    const own: Omit<ProfileMeta, 'notes'> = {
      ...meta,
      runtime: 'cpython',
      durationMs: window.untilMs - window.fromMs,
      ...(isEpoch ? { startMs: window.fromMs } : {}),
    }
    const at = isEpoch ? { window } : {}
    // Only threads on a CPU are in it, or only holders of the GIL: no wait can be seen.
    const isCpuOnly = mode === 'cpu' || (mode === undefined && hasStates && this.#off + this.#unknown === 0)
    const isGilOnly = mode === 'gil'
    const isOne = allThreads === false || (allThreads === undefined && counts.length === 1)
    if (isOne) this.note('one thread is in it: without `-a` only the main thread is looked at')
    if (isGilOnly) this.note('GIL mode: who held the GIL at each tick; what runs without it is not in it')
    else if (hasStates && this.#onCpu === 0 && this.#unknown > 0)
      this.note('who was on a CPU is not in it: `--gecko` has that, or `--binary --mode cpu`')
    const wall: ParsedPart = {
      kind: 'wall',
      covers: 'interval',
      ...at,
      profile: this.#wall.finish({
        ...own,
        threadCount: counts.length,
        ticks: counts.reduce((most, count) => Math.max(most, count), 0),
        periodType: { type: 'wall', unit: 'nanoseconds' },
        period: periodMs * 1e6,
      }),
    }
    const builder = isGilOnly && this.#onCpu === 0 ? this.#wall : this.#cpu
    const cpu = (): ParsedPart => ({
      kind: 'cpu',
      covers: 'interval',
      ...at,
      profile: builder.finish({
        ...own,
        traits: isGilOnly ? ['gil-holders'] : isOne ? ['ready-counts', 'some-threads'] : ['ready-counts'],
      }),
    })
    const lockWaits = this.#lockWaits(isEpoch ? window : undefined)
    return {
      parts: [...(this.#onCpu > 0 || isGilOnly ? [cpu()] : []), ...(isCpuOnly || isGilOnly ? [] : [wall])],
      facts: lockWaits === undefined ? {} : { lockWaits },
    }
  }

  /** At each tick the holder, if one was seen, is what its waiters wait for. */
  #lockWaits(window: TimeWindow | undefined): LockWaits | undefined {
    if (this.#gilNs <= 0) return undefined
    const tally = new LockTally()
    const gil = tally.lock('gil', 'the GIL', 'gil', '')
    for (const { holder, holderThread, waiters } of this.#ticks.values()) {
      let ns = 0
      for (const waiter of waiters) {
        tally.waited(gil, waiter.site, waiter.ns)
        ns += waiter.ns
      }
      if (ns === 0 || holderThread === '') continue
      tally.held(gil, {
        site: holder,
        thread: holderThread,
        ns,
        heldNs: waiters[0]?.ns ?? 0,
        evidence: 'printed-owner',
      })
      tally.did(gil, 'cpu', holder, ns)
    }
    return tally.finish(window)
  }
}

function stackIn(
  builder: ProfileBuilder,
  known: WeakMap<TachyonFrame, number>,
  frames: readonly TachyonFrame[],
): number {
  let stack = -1
  for (const frame of frames) {
    let index = known.get(frame)
    if (index === undefined) known.set(frame, (index = frameIn(builder, frame)))
    stack = builder.stack(stack, index)
  }
  return stack
}

function frameIn(builder: ProfileBuilder, { file, name, line }: TachyonFrame): number {
  if (file !== '~' && file !== '') return pythonFrame(builder, name, file, line)
  return builder.frame(name, '', 0, '', name === '<native>' ? frameFlags.native : 0)
}
