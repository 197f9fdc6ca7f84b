/** Samples of Austin, from its text or from its binary form, as sides of wall time and of CPU. */
import { err, ok, type Result } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ProfileMeta } from '../../profile/profile.ts'
import type { ParsedFile, ParsedPart } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'

export interface AustinSample {
  readonly thread: string
  /** `file:function:line`, root first. */
  readonly frames: readonly string[]
  readonly ns: number
  readonly isIdle: boolean
}

export class AustinSamples {
  readonly #wall = new Side('wall')
  readonly #cpu = new Side('cpu')
  /** What the recorder says of itself: mode, interval, duration (microseconds) … */
  readonly about: Map<string, string> = new Map<string, string>()
  junk = 0

  get #mode(): string {
    return this.about.get('mode') ?? 'wall'
  }

  add(sample: AustinSample): void {
    if (this.#mode === 'memory') {
      this.junk += 1
      return
    }
    if (this.#mode !== 'cpu') this.#wall.add(sample)
    if (this.#mode === 'cpu' || (this.#mode === 'full' && !sample.isIdle)) this.#cpu.add(sample)
  }

  note(sentence: string): void {
    this.#wall.builder.note(sentence)
  }

  finish(fileName: string, junkWords: string): Result<ParsedFile> {
    if (this.#wall.rows + this.#cpu.rows === 0) {
      const isMemory = this.about.get('mode') === 'memory'
      if (this.#mode === 'cpu' && this.junk === 0)
        return err({
          code: 'empty',
          where: fileName,
          what: 'Austin took not one sample: no thread ran at any tick (with -c or -s it leaves out those that sleep)',
          todo: 'record it without -c and -s, or open a dump of the threads (`py-spy dump --pid PID`): it says what they wait for',
        })
      return err({
        code: isMemory ? 'unsupported' : 'malformed',
        where: fileName,
        what: isMemory
          ? 'Austin’s memory mode counts changes of the whole process, not of the heap'
          : 'it looks like Austin’s, but no line of it is a stack with a time',
        todo: isMemory ? 'take a tracemalloc snapshot instead' : 'record it again',
      })
    }
    const durationUs = Number(this.about.get('duration') ?? Number.NaN)
    const intervalUs = Number(this.about.get('interval') ?? Number.NaN)
    const version = this.about.get('austin')
    const meta: Omit<ProfileMeta, 'notes'> = {
      format: 'austin',
      emitter: version === undefined ? 'austin' : `austin ${version.slice(0, 20)}`,
      runtime: 'cpython',
      ...(durationUs > 0 ? { durationMs: durationUs / 1000 } : {}),
      ...(intervalUs > 0 ? { period: intervalUs * 1000 } : {}),
    }
    if (this.junk > 0) this.#wall.builder.note(`${this.junk} ${junkWords}`)
    if (this.about.has('gc')) this.#wall.builder.note('the collector’s share is in the frames :GC:')
    this.#cpu.builder.note('Austin calls a thread running when it is not asleep: an upper bound of CPU')
    const parts = [this.#wall, this.#cpu]
      .filter((side) => side.rows > 0)
      .map((side) => side.finish(meta, this.about.has('mode') || this.about.has('austin')))
    return ok({ format: 'austin', parts, facts: {} })
  }
}

class Side {
  readonly kind: 'wall' | 'cpu'
  readonly builder: ProfileBuilder
  readonly #frames = new Map<string, number>()
  readonly #perThread = new Map<number, number>()
  rows = 0

  constructor(kind: 'wall' | 'cpu') {
    this.kind = kind
    this.builder = new ProfileBuilder([
      { type: kind, unit: 'nanoseconds' },
      { type: 'samples', unit: 'count' },
    ])
  }

  add({ thread: id, frames, ns }: AustinSample): void {
    const { builder } = this
    let stack = -1
    for (const text of frames) {
      let frame = this.#frames.get(text)
      if (frame === undefined) this.#frames.set(text, (frame = this.#frame(text)))
      stack = builder.stack(stack, frame)
    }
    const thread = builder.thread(id)
    builder.addValue(builder.addToSample(stack, ns, { thread }), 1, 1)
    this.#perThread.set(thread, (this.#perThread.get(thread) ?? 0) + 1)
    this.rows += 1
  }

  /** `file:function:line`; a drive letter's colon belongs to the file. */
  #frame(text: string): number {
    const match = /^(.+):([^:]*):(\d+)$/.exec(text)
    if (!match) return this.builder.frame(text)
    return pythonFrame(this.builder, match[2]!, match[1]!, Number(match[3]))
  }

  finish(meta: Omit<ProfileMeta, 'notes'>, isSaid: boolean): ParsedPart {
    const counts = [...this.#perThread.values()]
    const profile = this.builder.finish({
      ...meta,
      ...(meta.period === undefined ? {} : { periodType: { type: this.kind, unit: 'nanoseconds' } }),
      threadCount: counts.length,
      // What its kernel lists as running may wait for a CPU, or be about to sleep: 0.23 cores where 0.01 were used.
      ...(this.kind === 'wall' ? { ticks: Math.max(...counts) } : { traits: ['ready-counts'] }),
    })
    // Without its first lines (`grep -v '^#'`, the end of a file) nothing says whether idle threads are in it.
    return { ...(isSaid ? { kind: this.kind, covers: 'interval' as const } : {}), profile }
  }
}
