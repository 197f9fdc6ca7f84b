/**
 * Austin's text (3.x): folded stacks of Python threads with their places, and comment lines that say how they were taken.
 *
 *   # mode: wall
 *   P32335;T0:32368;/srv/app.py:Worker.run:24;/srv/app.py:parse:41 52839        microseconds
 *   … 52839,1,4096                                                                mode full: time, idle?, change of memory
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ProfileMeta } from '../../profile/profile.ts'
import { err, ok } from '../../base/result.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'

export const readAustin: FormatReader = (bytes, options) => {
  const wall = new Side('wall')
  const cpu = new Side('cpu')
  const about = new Map<string, string>()
  let junk = 0
  forEachLine(
    bytes,
    (line) => {
      if (line === '') return
      const comment = /^# ([\w ]+): (.*)$/.exec(line)
      if (comment) {
        about.set(comment[1]!, comment[2]!)
        return
      }
      const mode = about.get('mode') ?? 'wall'
      const sample = parseLine(line)
      if (sample === undefined || mode === 'memory') {
        junk += 1
        return
      }
      if (mode !== 'cpu') wall.add(sample)
      if (mode === 'cpu' || (mode === 'full' && !sample.isIdle)) cpu.add(sample)
    },
    options.onProgress,
  )
  if (wall.rows + cpu.rows === 0) {
    const isMemory = about.get('mode') === 'memory'
    return err({
      code: isMemory ? 'unsupported' : 'malformed',
      where: options.fileName,
      what: isMemory
        ? 'Austin’s memory mode counts changes of the whole process, not of the heap'
        : 'it looks like Austin’s, but no line of it is a stack with a time',
      todo: isMemory ? 'take a tracemalloc snapshot instead' : 'record it again',
    })
  }
  const durationUs = Number(about.get('duration') ?? Number.NaN)
  const intervalUs = Number(about.get('interval') ?? Number.NaN)
  const version = about.get('austin')
  const meta: Omit<ProfileMeta, 'notes'> = {
    format: 'austin',
    emitter: version === undefined ? 'austin' : `austin ${version.slice(0, 20)}`,
    runtime: 'cpython',
    ...(durationUs > 0 ? { durationMs: durationUs / 1000 } : {}),
    ...(intervalUs > 0 ? { period: intervalUs * 1000 } : {}),
  }
  if (junk > 0) wall.builder.note(`${junk} lines were not a stack with a time and were left out`)
  if (about.has('gc')) wall.builder.note('the collector’s share is in the frames :GC:')
  cpu.builder.note('Austin calls a thread running when it is not asleep: an upper bound of CPU')
  const parts = [wall, cpu].filter((side) => side.rows > 0).map((side) => side.finish(meta))
  return ok({ format: 'austin', parts, facts: {} })
}

interface Sample {
  readonly thread: string
  readonly frames: readonly string[]
  readonly ns: number
  readonly isIdle: boolean
}

function parseLine(line: string): Sample | undefined {
  const match = /^P(\d+);T([\w:]+)((?:;.*)?) (\d+)(?:,([01]),-?\d+)?$/.exec(line)
  if (!match) return undefined
  return {
    thread: `${match[1]!}/${match[2]!}`,
    frames: match[3]! === '' ? [] : match[3]!.slice(1).split(';'),
    ns: Number(match[4]) * 1000,
    isIdle: match[5] === '1',
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

  add({ thread: id, frames, ns }: Sample): void {
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

  finish(meta: Omit<ProfileMeta, 'notes'>): ParsedPart {
    const counts = [...this.#perThread.values()]
    const profile = this.builder.finish({
      ...meta,
      ...(meta.period === undefined ? {} : { periodType: { type: this.kind, unit: 'nanoseconds' } }),
      threadCount: counts.length,
      ...(this.kind === 'wall' ? { ticks: Math.max(...counts) } : {}),
    })
    return { kind: this.kind, covers: 'interval', profile }
  }
}
