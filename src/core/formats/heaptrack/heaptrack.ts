/**
 * Recordings of heaptrack (as its interpreter leaves them): every allocation of native code and every free, from the start or from when it was
 * attached. Numbers are hexadecimal, rows of a table count from 1.
 *
 *   v 10400 3                       versions; from 3 on texts have their length in front
 *   I 1000 5e298d                   bytes of a page, pages of the machine
 *   s 9 call_init                   text
 *   i 7f98a1d 8 e d 4a e d 1a       address, module, (function, file, line) of the innermost call and of those it was inlined into
 *   t 3 2                           stack: address, stack above it
 *   a 11c00 4                       allocations of this size at this stack
 *   + 0    - 0                      one more of them, one less
 *   c 5ef  R 7ad                    milliseconds since the start; resident pages
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { frameFlags, type Profile } from '../../profile/profile.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader } from '../parsedFile.ts'

const maxRows = 20_000_000
const maxDepth = 4096
const mostPoints = 20_000

interface Ip {
  readonly module: number
  /** Function, file, line, innermost first. */
  readonly places: readonly number[]
}

class Recording {
  readonly strings: string[] = ['']
  readonly ips: Ip[] = [{ module: 0, places: [] }]
  readonly traceIp: number[] = [0]
  readonly traceParent: number[] = [0]
  readonly sizes: number[] = []
  readonly traces: number[] = []
  readonly allocated: number[] = []
  readonly live: number[] = []
  readonly rss: { readonly timeMs: number; readonly bytes: number }[] = []
  version = 0
  pageBytes = 4096
  timeMs = 0
  attached = false
  damaged = 0
  /** Allocations and their ends, and those that are of nothing in the file. */
  events = 0
  misplaced = 0

  line(line: string): void {
    const kind = line[0]
    if (line[1] !== ' ' || kind === '#' || kind === 'X' || kind === 'S') {
      if (kind === 'A') this.attached = true
      return
    }
    if (kind === 's' || kind === 'x') return this.#text(line)
    const numbers = line
      .slice(2)
      .split(' ', 200)
      .map((word) => (/^[0-9a-f]{1,13}$/.test(word) ? Number.parseInt(word, 16) : Number.NaN))
    const [first = Number.NaN, second = Number.NaN] = numbers
    if (kind === 'v') this.version = second >= 0 ? second : 0
    else if (kind === 'I' && first > 0) this.pageBytes = first
    else if (kind === 'i')
      this.#push(this.ips, { module: second >= 0 ? second : 0, places: numbers.slice(2).map((n) => (n >= 0 ? n : 0)) })
    else if (kind === 't') {
      this.#push(this.traceIp, first >= 0 ? first : 0)
      this.#push(this.traceParent, second >= 0 ? second : 0)
    } else if (kind === 'a') {
      this.#push(this.sizes, first >= 0 ? first : 0)
      this.#push(this.traces, second >= 0 ? second : 0)
      this.allocated.push(0)
      this.live.push(0)
    } else if (kind === '+' || kind === '-') {
      this.events += 1
      if (!(first < this.sizes.length)) {
        this.damaged += 1
        this.misplaced += 1
      } else if (kind === '+') {
        this.allocated[first]! += 1
        this.live[first]! += 1
      } else if (this.live[first]! > 0) this.live[first]! -= 1
    } else if (kind === 'c' && first >= 0) this.timeMs = first
    else if (kind === 'R' && first >= 0 && this.rss.length < mostPoints)
      this.rss.push({ timeMs: this.timeMs, bytes: first * this.pageBytes })
  }

  #text(line: string): void {
    const rest = line.slice(2)
    this.#push(this.strings, this.version >= 3 ? rest.slice(rest.indexOf(' ') + 1) : rest)
  }

  #push<T>(table: T[], value: T): void {
    if (table.length < maxRows) table.push(value)
    else this.damaged += 1
  }
}

export const readHeaptrack: FormatReader = (bytes, options) => {
  const recording = new Recording()
  forEachLine(bytes, (line) => (line.length > 100_000 ? undefined : recording.line(line)), options.onProgress)
  if (recording.version < 1 || !recording.allocated.some((count) => count > 0)) {
    const isOld = recording.version < 1
    return err({
      code: isOld ? 'unsupported' : 'empty',
      where: options.fileName,
      what: isOld ? 'it is of a version of heaptrack before 1.0' : 'it is of heaptrack, without an allocation in it',
      todo: isOld
        ? 'Run `heaptrack_print --flamegraph-cost-type leaked -F stacks.txt FILE` and open stacks.txt as live heap'
        : 'Record again while the program allocates',
    })
  }
  const note = recording.attached
    ? 'heaptrack was attached to a running program: what was allocated before is not in it'
    : undefined
  const made = (live: boolean): Profile => profileOf(recording, live, note)
  const facts: FileFacts = recording.rss.length > 1 ? { clock: 'own', rssPoints: recording.rss } : {}
  return ok({
    format: 'heaptrack',
    parts: [
      { kind: 'heap', covers: 'interval', profile: made(false) },
      { kind: 'heap', covers: 'gauge', profile: made(true) },
    ],
    facts,
  })
}

/** What was allocated over the recording, or what was not given back when it ended. */
function profileOf(recording: Recording, live: boolean, note: string | undefined): Profile {
  const { sizes, traces, allocated, damaged, misplaced, events, timeMs } = recording
  const prefix = live ? 'inuse' : 'alloc'
  const builder = new ProfileBuilder([
    { type: `${prefix}_objects`, unit: 'count' },
    { type: `${prefix}_space`, unit: 'bytes' },
  ])
  const stacks = new Stacks(recording, builder)
  const counts = live ? recording.live : allocated
  for (const [index, count] of counts.entries()) {
    if (count === 0) continue
    const row = builder.addToSample(stacks.stack(traces[index] ?? 0), count)
    builder.addValue(row, 1, count * (sizes[index] ?? 0))
  }
  builder.note('every allocation of native code: slow to record, exact in what it counts')
  if (note !== undefined) builder.note(note)
  builder.misplaced(misplaced, events)
  if (damaged > 0)
    builder.note(`${damaged.toLocaleString('en')} lines point at what is not in the file and are left out`)
  return builder.finish({
    format: 'heaptrack',
    emitter: 'heaptrack',
    runtime: 'native',
    traits: ['unsampled'],
    ...(timeMs > 0 && !live ? { durationMs: timeMs } : {}),
  })
}

class Stacks {
  readonly #recording: Recording
  readonly #builder: ProfileBuilder
  readonly #stackOf = new Map<number, number>()
  readonly #framesOf = new Map<number, readonly number[]>()

  constructor(recording: Recording, builder: ProfileBuilder) {
    this.#recording = recording
    this.#builder = builder
  }

  stack(trace: number): number {
    const { traceIp, traceParent } = this.#recording
    const open: number[] = []
    // A stack comes after the one above it; what says otherwise begins at the root.
    let at = trace
    while (at > 0 && at < traceIp.length && !this.#stackOf.has(at) && open.length < maxDepth) {
      open.push(at)
      const parent = traceParent[at] ?? 0
      at = parent < at ? parent : 0
    }
    let stack = this.#stackOf.get(at) ?? -1
    for (const row of open.toReversed()) {
      for (const frame of this.#frames(traceIp[row] ?? 0)) stack = this.#builder.stack(stack, frame)
      this.#stackOf.set(row, stack)
    }
    return stack
  }

  /** Root first. */
  #frames(ip: number): readonly number[] {
    const known = this.#framesOf.get(ip)
    if (known !== undefined) return known
    const { strings, ips } = this.#recording
    const { module, places } = ips[ip] ?? { module: 0, places: [] }
    const path = strings[module] ?? ''
    const object = path.slice(path.lastIndexOf('/') + 1)
    const frames: number[] = []
    for (let i = 0; i + 1 <= places.length; i += 3) {
      const name = strings[places[i] ?? 0] ?? ''
      if (name === '') continue
      const isInlined = i + 3 < places.length ? frameFlags.inlined : 0
      frames.unshift(
        this.#builder.frame(
          name,
          strings[places[i + 1] ?? 0] ?? '',
          Math.min(places[i + 2] ?? 0, 0x7fff_ffff),
          object,
          frameFlags.native | isInlined,
        ),
      )
    }
    if (frames.length === 0)
      frames.push(this.#builder.frame(`[${object || 'unknown'}]`, '', 0, object, frameFlags.native))
    this.#framesOf.set(ip, frames)
    return frames
  }
}
