/**
 * Tachyon's `--gecko`: a processed Firefox profile whose samples say nothing of states, and markers of each thread that do:
 * `On CPU`, `Has GIL`, `Waiting for GIL`, from when to when. A sample's state is that of the markers it lies in.
 */
import { err, ok, type Result } from '../../base/result.ts'
import { asArray, asIndex, asNumber, asRecord, asText, type JsonRecord } from '../json.ts'
import type { ParsedFile, ReadOptions } from '../parsedFile.ts'
import { TachyonSamples, TooManySamples, type TachyonFrame } from './samples.ts'

export const isTachyon = (meta: JsonRecord): boolean => /^Tachyon\b/.test(asText(meta['importedFrom']) ?? '')

/** Deeper stacks are not written. */
const maxDepth = 10_000

export function readTachyonGecko(file: JsonRecord, options: ReadOptions): Result<ParsedFile> {
  const samples = new TachyonSamples()
  const strings = asArray(asRecord(file['shared'])?.['stringArray'])
  const threads = asArray(file['threads'])
  const periodMs = spacing(threads) ?? asNumber(asRecord(file['meta'])?.['interval']) ?? 1
  let hasStates = false
  try {
    for (const value of threads) {
      const thread = asRecord(value)
      if (thread && addThread(thread, strings, samples, periodMs)) hasStates = true
    }
  } catch (problem) {
    if (!(problem instanceof TooManySamples)) throw problem
    return err({
      code: 'too-large',
      where: options.fileName,
      what: 'it has more samples than fit into memory',
      todo: 'record a shorter time, or at a lower rate',
    })
  }
  if (samples.isEmpty) {
    return err({
      code: 'empty',
      where: options.fileName,
      what: 'none of its threads holds a sample',
      todo: 'record again with `python -m profiling.sampling attach -a --gecko PID` while the program works',
    })
  }
  // Its start is of a clock without a date.
  const { parts, facts } = samples.finish(
    { format: 'tachyon-gecko', emitter: 'tachyon' },
    { hasStates, isEpoch: false, periodMs },
  )
  return ok({ format: 'tachyon-gecko', parts, facts })
}

/** Whether markers said what it did. */
function addThread(
  thread: JsonRecord,
  strings: readonly unknown[],
  samples: TachyonSamples,
  periodMs: number,
): boolean {
  const table = asRecord(thread['samples'])
  const stacks = asArray(table?.['stack'])
  const times = asArray(table?.['time'])
  const tables = new Stacks(thread, strings)
  const marks = new Marks(thread, strings)
  const id = String(asNumber(thread['tid']) ?? '')
  const name = asText(thread['name']) ?? ''
  for (const [i, stack] of stacks.entries()) {
    const at = asNumber(times[i])
    if (at === undefined) continue
    const state = {
      // Replayed from a recording in wall mode it has no markers of the CPU: nobody looked.
      cpuUnknown: !marks.knowsCpu,
      hasGil: marks.is('Has GIL', at, 'No GIL'),
      onCpu: marks.is('On CPU', at, 'Off CPU'),
      wantsGil: marks.is('Waiting for GIL', at, 'Has GIL'),
    }
    samples.add(tables.frames(stack), state, { id, name }, periodMs * 1e6, at)
  }
  return marks.seen
}

/** Mean time between the samples of the thread that has most. */
function spacing(threads: readonly unknown[]): number | undefined {
  let best: { readonly count: number; readonly ms: number } | undefined
  for (const value of threads) {
    const times = asArray(asRecord(asRecord(value)?.['samples'])?.['time'])
    const [first, last] = [asNumber(times[0]), asNumber(times.at(-1))]
    if (first === undefined || last === undefined || times.length < 2 || last <= first) continue
    if (best === undefined || times.length > best.count)
      best = { count: times.length, ms: (last - first) / (times.length - 1) }
  }
  return best?.ms
}

/** Intervals of a thread by name, asked for times that mostly rise. */
class Marks {
  readonly #byName = new Map<string, { readonly from: number; readonly until: number }[]>()
  readonly #at = new Map<string, number>()

  constructor(thread: JsonRecord, strings: readonly unknown[]) {
    const table = asRecord(thread['markers'])
    const names = asArray(table?.['name'])
    const starts = asArray(table?.['startTime'])
    const ends = asArray(table?.['endTime'])
    for (const [i, index] of names.entries()) {
      const name = asText(strings[asIndex(index, strings.length) ?? -1])
      const from = asNumber(starts[i])
      const until = asNumber(ends[i])
      if (name === undefined || from === undefined || until === undefined) continue
      const list = this.#byName.get(name)
      if (list) list.push({ from, until })
      else this.#byName.set(name, [{ from, until }])
    }
    for (const list of this.#byName.values()) list.sort((a, b) => a.from - b.from)
  }

  get seen(): boolean {
    return ['On CPU', 'Off CPU', 'Has GIL', 'No GIL'].some((name) => this.#byName.has(name))
  }

  get knowsCpu(): boolean {
    return this.#byName.has('On CPU') || this.#byName.has('Off CPU')
  }

  /** A marker begins with the sample that showed the state, and ends with the first that did not, which begins its opposite. */
  is(name: string, at: number, opposite: string): boolean {
    const list = this.#byName.get(name)
    if (list === undefined) return false
    let i = this.#at.get(name) ?? 0
    if (i > 0 && list[i - 1]!.until > at) i = 0
    while (i < list.length && list[i]!.until <= at) i += 1
    this.#at.set(name, i)
    // The last one ends with the last sample, which is still in it.
    const found = i < list.length ? list[i]! : list.at(-1)!
    if (found.from > at || at > found.until) return false
    return at < found.until || (i >= list.length && this.#byName.get(opposite)?.at(-1)?.from !== at)
  }
}

class Stacks {
  readonly #strings: readonly unknown[]
  readonly #frame: readonly unknown[]
  readonly #prefix: readonly unknown[]
  readonly #func: readonly unknown[]
  readonly #line: readonly unknown[]
  readonly #name: readonly unknown[]
  readonly #file: readonly unknown[]
  readonly #known = new Map<number, readonly TachyonFrame[]>()

  constructor(thread: JsonRecord, strings: readonly unknown[]) {
    const column = (table: string, name: string): readonly unknown[] => asArray(asRecord(thread[table])?.[name])
    this.#strings = strings
    this.#frame = column('stackTable', 'frame')
    this.#prefix = column('stackTable', 'prefix')
    this.#func = column('frameTable', 'func')
    this.#line = column('frameTable', 'line')
    this.#name = column('funcTable', 'name')
    this.#file = column('funcTable', 'fileName')
  }

  /** Root first. */
  frames(stack: unknown): readonly TachyonFrame[] {
    const start = asIndex(stack, this.#frame.length)
    if (start === undefined) return []
    const known = this.#known.get(start)
    if (known !== undefined) return known
    const frames: TachyonFrame[] = []
    for (let row: number | undefined = start; row !== undefined && frames.length < maxDepth;) {
      const frame = asIndex(this.#frame[row], this.#func.length)
      const func = frame === undefined ? undefined : asIndex(this.#func[frame], this.#name.length)
      if (frame !== undefined && func !== undefined) {
        const name = asText(this.#strings[asIndex(this.#name[func], this.#strings.length) ?? -1]) ?? ''
        const file = asText(this.#strings[asIndex(this.#file[func], this.#strings.length) ?? -1]) ?? '~'
        if (name !== '' && name !== '(root)') frames.push({ name, file, line: asNumber(this.#line[frame]) ?? 0 })
      }
      // Parents come first; a file that says otherwise ends there.
      row = asIndex(this.#prefix[row], row)
    }
    frames.reverse()
    this.#known.set(start, frames)
    return frames
  }
}
