/**
 * async-profiler's HTML, flame graph and tree (its heat maps: asyncHeatmap.ts). Names are packed (a first character says how many letters it shares with the name
 * before), boxes are calls, a width that is left out is that of the call before:
 *
 *   <h1>Lock profile</h1>
 *   const cpool = [ 'all', ' java.lang.Thread', '0.run' ];
 *   n(3,6851)         f(key,level,left,width): anywhere · u(key,width): on the one before · n(key,width): beside it; key >>> 3 is the name
 *   f(0,0,6851,3,'all')                                 2.x: level, left, width, type, name
 *   <li><div>[1] 97.51% 1,234 self: 0.10% 2</div><span> java/lang/Thread.run</span>                the tree of 2.x and 3.x
 *   <ul><li><div>89.75% [359] &#8226; self: 0.10% [2]</div> <span class="t0">java/lang/Thread.run</span>   of 4.x: levels are lists in lists
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { javaFrameName } from '../../frames/javaNames.ts'
import { frameFlags, type ValueType } from '../../profile/profile.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'
import { flagsOf, heatmapPart } from './asyncHeatmap.ts'
import { unescapeXml } from './xml.ts'

interface Node {
  readonly parent: number
  readonly name: string
  readonly type: number
  readonly total: number
  /** Said by the tree; otherwise what its children leave. */
  readonly self?: number
}

/** No stack is deeper; a level of a thousand million is no stack. */
const deepest = 100_000

export const readAsyncHtml: FormatReader = (bytes, options) => {
  const page = new AsyncPage()
  forEachLine(bytes, (line) => page.line(line), options.onProgress)
  if (page.isHeatmap) {
    const part = heatmapPart(new TextDecoder().decode(bytes))
    if (part) return ok({ format: 'async-html', parts: [part], facts: {} })
  }
  if (page.nodes.length === 0) {
    return err({
      code: 'unsupported',
      where: options.fileName,
      what: page.isHeatmap
        ? 'it is a heat map of async-profiler whose samples cannot be unpacked'
        : 'it is a page of async-profiler without a box in it',
      todo: 'open the recording it was made from (JFR), or write it as collapsed stacks: jfrconv -o collapsed',
    })
  }
  return ok({ format: 'async-html', parts: [partOf(page)], facts: {} })
}

class AsyncPage {
  readonly nodes: Node[] = []
  heading = ''
  units = ''
  isHeatmap = false
  readonly #names: string[] = []
  #inNames = false
  #unpacked = ''
  /** Node last drawn at each level. */
  readonly #levels: number[] = []
  #level = 0
  #width = 0
  /** Lists that are open. */
  #lists = 0

  line(line: string): void {
    if (line.includes('<pre id="executionsHeatmap">')) this.isHeatmap = true
    if (line.length > 100_000) return
    if (this.#inNames) {
      this.#name(line)
      return
    }
    const heading = /<h1>(.{0,200}?)<\/h1>/.exec(line)
    if (heading) this.heading = unescapeXml(heading[1] ?? '')
    const units = /^\s*const units = '([^']{0,40})'/.exec(line)
    if (units) this.units = units[1] ?? ''
    if (line.startsWith('const cpool = [')) this.#inNames = true
    else if (/^[fun]\(/.test(line)) this.#call(line)
    else if (line.includes('<li><div>[')) this.#treeItem(line)
    else if (line.startsWith('<ul>')) this.#lists += 1
    else if (line.startsWith('</ul>')) this.#lists -= 1
    else if (line.includes('<li><div')) this.#listItem(line)
  }

  #name(line: string): void {
    const text = /^'(.{0,90000})'(,|\];?)?\s*$/.exec(line)
    if (!text) {
      this.#inNames = !line.startsWith(']')
      return
    }
    const packed = (text[1] ?? '').replaceAll(/\\(.)/g, '$1')
    // Of the first name nothing is packed.
    const isFirst = this.#names.length === 0
    const name = isFirst ? packed : this.#unpacked.slice(0, Math.max(0, packed.charCodeAt(0) - 32)) + packed.slice(1)
    this.#unpacked = name
    this.#names.push(name)
    if (text[2]?.startsWith(']') === true) this.#inNames = false
  }

  #call(line: string): void {
    const old = /^f\((\d{1,9}),(\d{1,15}),(\d{1,15}),(\d),'(.{0,9000}?)'(?:,|\))/.exec(line)
    if (old) {
      const [, level = '', , width = '', type = '', name = ''] = old
      this.#add(Number(level), Number(width), Number(type), name.replaceAll(/\\(.)/g, '$1'))
      return
    }
    const call = /^([fun])\(([\d,]{1,200})\)/.exec(line)
    if (!call) return
    const [key = 0, ...rest] = (call[2] ?? '').split(',').map(Number)
    const name = this.#names[key >>> 3]
    if (name === undefined) return
    const [level, width] =
      call[1] === 'f' ? [rest[0] ?? 0, rest[2]] : call[1] === 'u' ? [this.#level + 1, rest[0]] : [this.#level, rest[0]]
    this.#add(level, width === undefined || width === 0 ? this.#width : width, key & 7, name)
  }

  #add(level: number, width: number, type: number, name: string, self?: number): void {
    const parent = level === 0 ? -1 : this.#levels[level - 1]
    if (parent === undefined || level > deepest || this.nodes.length > 20_000_000) return
    this.nodes.push({ parent, name, type, total: width, ...(self === undefined ? {} : { self }) })
    this.#levels.length = level
    this.#levels[level] = this.nodes.length - 1
    this.#level = level
    this.#width = width
  }

  #treeItem(line: string): void {
    const item =
      /<li><div>\[(\d{1,6})\] [\d.]{1,9}% ([\d,]{1,25}) self: [\d.]{1,9}% ([\d,]{1,25})<\/div><span[^>]{0,100}> ?(.{1,9000}?)<\/span>/.exec(
        line,
      )
    if (!item) return
    const [, level = '', total = '', self = '', name = ''] = item
    this.#add(Number(level), numberOf(total), 1, unescapeXml(name), numberOf(self))
  }

  #listItem(line: string): void {
    const item =
      /<li><div[^>]{0,40}>[\d.]{1,9}% \[([\d,]{1,25})\] \S{1,10} self: [\d.]{1,9}% \[([\d,]{1,25})\]<\/div> ?<span class="t(\d)">(.{1,9000}?)<\/span>/.exec(
        line,
      )
    if (!item) return
    const [, total = '', self = '', type = '', name = ''] = item
    this.#add(this.#lists, numberOf(total), Number(type), unescapeXml(name), numberOf(self))
  }
}

const numberOf = (text: string): number => Number(text.replaceAll(',', ''))

/** By the heading, what was sampled. */
const headings: readonly (readonly [heading: RegExp, part: Pick<ParsedPart, 'kind'>, type: string])[] = [
  [/^CPU\b/i, { kind: 'cpu' }, 'cpu'],
  [/^Wall\b/i, { kind: 'wall' }, 'wall'],
  [/^Alloc/i, { kind: 'heap' }, 'alloc_space'],
  [/^(?:Java )?Lock\b/i, { kind: 'lock' }, 'delay'],
  [/^(?:Java )?Monitor\b/i, { kind: 'lock' }, 'delay'],
]

function partOf({ nodes, heading, units }: AsyncPage): ParsedPart {
  const [, part, type] = headings.find(([pattern]) => pattern.test(heading)) ?? [undefined, {}, 'samples']
  const builder = new ProfileBuilder([valueType(type, `${units} ${heading}`)])
  const children = new Float64Array(nodes.length)
  for (const { parent, total } of nodes) if (parent >= 0) children[parent] = (children[parent] ?? 0) + total
  const hasSlashes = nodes.some(({ name }) => name.startsWith('java/'))
  const stacks: number[] = []
  const selves: number[] = []
  for (const [index, { parent, name, type: frameType, total, self }] of nodes.entries()) {
    const under = parent < 0 ? -1 : (stacks[parent] ?? -1)
    const flags = flagsOf[frameType] ?? 0
    const named = hasSlashes && (flags & machineCode) === 0 ? javaFrameName(name) : name
    const stack = parent < 0 && name === 'all' ? -1 : builder.stack(under, builder.frame(named, '', 0, '', flags))
    stacks.push(stack)
    const own = self ?? total - (children[index] ?? 0)
    if (own > 0) builder.addToSample(stack, own)
    if (own > 0) selves.push(own)
  }
  builder.note('a picture: neither how often it sampled nor for how long is in it')
  const ticks = part.kind === 'wall' ? ticksOf(selves) : undefined
  const profile = builder.finish({
    format: 'async-html',
    emitter: 'async-profiler',
    runtime: 'jvm',
    ...(ticks === undefined ? {} : { ticks }),
    // Whoever asked for locks got a page without a wait: none was long enough, and nothing was switched off.
    ...(part.kind === 'lock' ? { traits: ['empty-is-zero' as const] } : {}),
  })
  return { ...part, covers: 'interval', profile }
}

const machineCode = frameFlags.native | frameFlags.kernel
const fewestAlike = 3
const fewestTicks = 5

/**
 * How often all threads were looked at. A thread that waits at one place all the time is seen there at every tick, so several boxes
 * have the same number; no number is that common by accident.
 */
function ticksOf(selves: readonly number[]): number | undefined {
  const times = new Map<number, number>()
  for (const self of selves) if (self >= fewestTicks) times.set(self, (times.get(self) ?? 0) + 1)
  const [most] = [...times].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])
  return most !== undefined && most[1] >= fewestAlike ? most[0] : undefined
}

/** Samples unless it says what it added up. */
function valueType(type: string, said: string): ValueType {
  if (/\bbytes\b/.test(said)) return { type: type === 'alloc_space' ? type : 'space', unit: 'bytes' }
  if (/\b(?:ns|nanoseconds)\b/.test(said)) return { type, unit: 'nanoseconds' }
  return { type: type === 'alloc_space' ? 'alloc_objects' : type, unit: 'count' }
}
