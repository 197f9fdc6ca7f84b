/**
 * What Python's own sampler (profiling.sampling, Tachyon, from 3.15) saw of threads at each tick, in whichever form it was saved: wall time
 * of all of them, CPU of those on a CPU, and who held the GIL while others waited for it.
 */
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
}

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
  readonly #ticks = new Map<number, Tick>()
  readonly #perThread = new Map<number, number>()
  #onCpu = 0
  #off = 0
  #gilNs = 0
  #untilMs = -Infinity
  #fromMs = Infinity

  /** @param timeMs of the tick; one tick's threads have equal times within `tickMs` */
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
    } else this.#off += 1
    if (!state.hasGil && !state.wantsGil) return
    // Names of files and lines: one tick's threads are read within a fraction of it.
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

  /** `hasStates`: the file says whether a thread was on a CPU and who held the GIL. */
  finish(
    meta: Omit<ProfileMeta, 'notes' | 'startMs' | 'durationMs'>,
    {
      hasStates,
      isEpoch,
      periodMs,
    }: { readonly hasStates: boolean; readonly isEpoch: boolean; readonly periodMs: number },
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
    // Only threads on a CPU are in it: recorded with --mode cpu, and no wait can be seen.
    const isCpuOnly = hasStates && this.#off === 0
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
    const cpu: ParsedPart = { kind: 'cpu', covers: 'interval', ...at, profile: this.#cpu.finish(own) }
    const lockWaits = this.#lockWaits(isEpoch ? window : undefined)
    return {
      parts: [...(this.#onCpu > 0 ? [cpu] : []), ...(isCpuOnly ? [] : [wall])],
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
