/**
 * Callgrind, as valgrind and Xdebug (cachegrind) write it: what each function cost itself, and sums over its calls without the paths that led
 * there. So it is a ranking of functions, not a flame graph.
 *
 *   events: Ir                        what is counted: instructions, or Time_(10ns)
 *   ob=(2) /usr/bin/app               names are compressed: the first mention has the text
 *   fl=(52) app.c
 *   fn=(7) parse
 *   12 400                            a line, and its cost
 *   cfn=(9) mix
 *   calls=400 3
 *   14 5648000                        what the calls cost, theirs already
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { Runtime } from '../../base/vocabulary.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'

interface Meaning {
  /** In base units. */
  readonly unit: 'nanoseconds' | 'bytes' | 'count'
  readonly factor: number
  readonly type: string
  readonly part: Pick<ParsedPart, 'kind' | 'covers'>
}

const time = { unit: 'nanoseconds', type: 'time' } as const
const wall = { kind: 'wall', covers: 'interval' } as const

/**
 * ruby-prof's measure modes, its times in microseconds. Of memory it knows what was allocated, not what is held. Up to 1.4 it says wall_time of every
 * mode that was given to `Profile.new`, and multiplies counts by a million as well.
 */
const rubyProfEvents: ReadonlyMap<string, Meaning> = new Map([
  ['wall_time', { ...time, factor: 1e3, part: wall }],
  ['process_time', { ...time, type: 'cpu', factor: 1e3, part: { kind: 'cpu', covers: 'interval' } }],
  ['allocations', { unit: 'count', factor: 1, type: 'allocations', part: {} }],
  ['memory', { unit: 'bytes', factor: 1, type: 'memory', part: {} }],
])
const countedAsTime: Meaning = { unit: 'count', factor: 1e-6, type: 'allocations', part: {} }

/** What is counted, by its name in `events:`; the last of Go's, which has type and unit of the profile it was made of. */
function meaningOf(event: string): Meaning {
  // Xdebug measures by the clock on the wall.
  if (/^Time_\(10ns\)$/i.test(event)) return { ...time, factor: 10, part: wall }
  if (/^Time(?:_\([µu]s\))?$/i.test(event)) return { ...time, factor: 1e3, part: wall }
  const ofRubyProf = rubyProfEvents.get(event)
  if (ofRubyProf) return ofRubyProf
  const [, type = event, unit = ''] = /^([\w-]{1,60})\((\w{1,20})\)$/.exec(event) ?? []
  if (unit === 'nanoseconds')
    return { ...time, type, factor: 1, part: type === 'cpu' ? { kind: 'cpu', covers: 'interval' } : {} }
  if (unit === 'bytes')
    return { unit: 'bytes', factor: 1, type, part: type === 'inuse_space' ? { kind: 'heap', covers: 'gauge' } : {} }
  // Instructions, cycles and what the caches did are CPU; anything else can be anything.
  const isCpu = /^(?:[ID][rw]|[ID]\d?m[rw]|I[Ll]mr|Cycles?|CEst|Instructions?)$/.test(event)
  return { unit: 'count', factor: 1, type, part: isCpu ? { kind: 'cpu', covers: 'interval' } : {} }
}

const maxNames = 5_000_000
const longestLine = 20_000

interface Place {
  readonly file: string
  readonly object: string
  readonly name: string
}

interface Cost extends Place {
  cost: number
  readonly line: number
}

export const readCallgrind: FormatReader = (bytes, options) => {
  const lines = new CallgrindLines()
  forEachLine(bytes, (line) => lines.take(line), options.onProgress)
  const [event] = lines.events
  if (lines.costs.size === 0 || event === undefined) {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'it looks like callgrind’s, but no function in it has a cost',
      todo: 'Record it again with `valgrind --tool=callgrind`',
    })
  }
  return ok({ format: 'callgrind', parts: [rankingOf([...lines.costs.values()], event, lines.creator)], facts: {} })
}

/** What each function cost itself, line by line. */
class CallgrindLines {
  readonly costs = new Map<string, Cost>()
  events: readonly string[] = []
  creator = ''
  readonly #names = { ob: new Map<string, string>(), fl: new Map<string, string>(), fn: new Map<string, string>() }
  #positions = 1
  #at: Place = { file: '', object: '', name: '' }
  #inclusive = false

  take(line: string): void {
    if (line === '' || line.length > longestLine) return
    const [, place, named = ''] = /^(ob|fl|fi|fe|fn|cob|cfi|cfl|cfn)=(.*)$/.exec(line) ?? []
    if (place !== undefined) return this.#goTo(place, named)
    if (line.startsWith('calls=')) {
      this.#inclusive = true
      return
    }
    const [, key, value = ''] = /^([a-z]+): *(.*)$/.exec(line) ?? []
    if (key !== undefined) return this.#takeHeader(key, value)
    if (!/^[+\-*\d]/.test(line)) return
    // What the calls cost, of which nothing is theirs.
    if (this.#inclusive) this.#inclusive = false
    else this.#addCost(line.trim().split(/\s+/))
  }

  #goTo(place: string, value: string): void {
    const names = this.#names
    // Names that calls mention are in the same tables, and say nothing of where we are.
    if (place === 'cob') textOf(names.ob, value)
    else if (place === 'cfi' || place === 'cfl') textOf(names.fl, value)
    else if (place === 'cfn') textOf(names.fn, value)
    else if (place === 'ob') this.#at = { ...this.#at, object: textOf(names.ob, value) }
    else if (place === 'fn') this.#at = { ...this.#at, name: textOf(names.fn, value) }
    else this.#at = { ...this.#at, file: textOf(names.fl, value) }
  }

  #takeHeader(key: string, value: string): void {
    if (key === 'events') this.events = value.trim().split(/\s+/)
    else if (key === 'positions') this.#positions = Math.max(1, value.trim().split(/\s+/).length)
    else if (key === 'creator') this.creator = value.slice(0, 40)
  }

  #addCost(columns: readonly string[]): void {
    const cost = Number(columns[this.#positions] ?? 0)
    if (!Number.isFinite(cost) || cost <= 0) return
    const at = this.#at
    const key = `${at.name}\n${at.file}\n${at.object}`
    const known = this.costs.get(key)
    const row = Number(columns[0])
    if (known) known.cost += cost
    else this.costs.set(key, { ...at, cost, line: Number.isInteger(row) && row > 0 ? row : 0 })
  }
}

function textOf(table: Map<string, string>, value: string): string {
  const packed = /^(\(\d+\))(?: (.*))?$/.exec(value)
  if (packed === null) return value
  const key = packed[1] ?? ''
  if (packed[2] !== undefined && table.size < maxNames) table.set(key, packed[2])
  return table.get(key) ?? '???'
}

function rankingOf(costs: readonly Cost[], event: string, creator: string): ParsedPart {
  const isCounted = event === 'wall_time' && costs.every(({ cost }) => cost % 1e6 === 0)
  // yappi's ticks are microseconds, of the CPU or the wall as it was set.
  const isYappi = creator === 'yappi' && event === 'Ticks'
  const meaning = isCounted ? countedAsTime : isYappi ? { ...time, factor: 1e3, part: {} } : meaningOf(event)
  const { unit, factor, type, part: meant } = meaning
  const builder = new ProfileBuilder([{ type, unit }])
  for (const { name, file, object, line, cost } of costs) {
    // `fold'2` is fold, called by itself.
    const plain = name.replace(/'\d+$/, '')
    const known = /^0x[0-9a-f]+$/.test(plain) ? `[${baseName(object)}]` : plain
    const frame = builder.frame(known, file === '???' ? '' : file, line, baseName(object))
    builder.addToSample(builder.stack(-1, frame), cost * factor)
  }
  builder.note('callgrind keeps what each function cost, not the paths that led there: a ranking of functions')
  if (unit === 'count' && meant.kind === 'cpu')
    builder.note(
      `it counts ${event === 'Ir' ? 'instructions' : event} of the program’s CPU: shares are good, seconds are not in it`,
    )
  if (isCounted)
    builder.note('its head says time, and all its numbers are whole millions: allocations, or bytes, of ruby-prof')
  else if (event === 'wall_time')
    builder.note('ruby-prof writes wall_time of CPU time as well, where its mode was given to Profile.new')
  const isNative = creator !== '' ? /callgrind/i.test(creator) : meant.kind === 'cpu' && unit === 'count'
  const runtime: { readonly runtime?: Runtime } = isNative ? { runtime: 'native' } : {}
  const profile = builder.finish({
    format: 'callgrind',
    emitter: rubyProfEvents.has(event) ? 'ruby-prof' : creator === '' ? 'callgrind' : creator,
    traits: ['no-stacks'],
    ...runtime,
  })
  return { ...meant, profile }
}

const baseName = (path: string): string => (path === '???' ? '' : path.slice(path.lastIndexOf('/') + 1))
