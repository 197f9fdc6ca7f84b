/**
 * async-profiler's heat map (`-o heatmap`): every sample with its time, packed into two <pre> of the page. A character is a number
 * below 123 (those that HTML would change are moved up: 123 for >, 124 <, 125 &, 126 a return, 127 for 0), a number a row of digits to
 * the base of 61, the last one below 61. What stands there, in this order:
 *
 *   first methods      a method that begins a stack has a number of its own
 *   block sizes        samples in each 20 ms, Huffman codes, 27 bits in four characters
 *   tree               a node is its parent and one method; frequent parents have short names, listed before
 *   samples            a sample is one node or more, each the path from the root down to it; a first method begins the next sample
 *
 * and at the end, five characters of six bits each: nodes, blocks, (room), nodes of all samples, samples. What was sampled is not said.
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { frameFlags } from '../../profile/profile.ts'
import type { ParsedPart } from '../parsedFile.ts'
import { Contradiction, Packed } from './packedNumbers.ts'

const blockMs = 20
/** More samples keep no time of their own. */
const mostTimed = 5_000_000
/** Paths that keep their place: what comes after is walked again. */
const mostKnown = 2_000_000

/** Undefined where what is packed contradicts itself. */
export function heatmapPart(page: string): ParsedPart | undefined {
  const executions = between(page, '<pre id="executionsHeatmap">', '</pre>')
  const methods = between(page, '<pre id="methods">', '</pre>')
  const names = between(page, 'let cpool = [', '];')
  const startMs = Number(/let startMs = (\d{1,15});/.exec(page)?.[1] ?? 0)
  if (executions === undefined || methods === undefined || names === undefined) return undefined
  try {
    return unpacked(new Packed(executions), new Packed(methods), symbolsOf(names), startMs)
  } catch (thrown) {
    if (thrown instanceof Contradiction) return undefined
    throw thrown
  }
}

function between(text: string, open: string, close: string): string | undefined {
  const from = text.indexOf(open)
  const until = from < 0 ? -1 : text.indexOf(close, from + open.length)
  return until < 0 ? undefined : text.slice(from + open.length, until)
}

/** `"","java.lang.Thread","run",`: with \\ and \" as in a script. */
function symbolsOf(text: string): readonly string[] {
  const found: string[] = []
  let at = 0
  while (text[at] === '"') {
    let name = ''
    let from = (at += 1)
    for (; at < text.length && text[at] !== '"'; at++) {
      if (text[at] !== '\\') continue
      name += text.slice(from, at)
      from = at += 1
    }
    found.push(name + text.slice(from, at))
    at += 1
    if (text[at] === ',') at += 1
  }
  return found
}

interface Tree {
  readonly parent: Int32Array
  readonly method: Int32Array
  /** 1 where the path begins with a method that begins a stack. */
  readonly begins: Uint8Array
}

function unpacked(data: Packed, methods: Packed, symbols: readonly string[], startMs: number): ParsedPart {
  const [samples = 0, references = 0, , blocks = 0, nodes = 0] = [0, 1, 2, 3, 4].map((i) => data.trailer(i))
  // Each takes a character at least, or a bit: what claims more lies.
  if (samples > references || references > data.length || nodes > data.length || blocks > 27 * data.length)
    throw new Contradiction()
  const firsts = new Set(data.list())
  const sizes = blockSizes(data, blocks, samples)
  const tree = treeOf(data, nodes, firsts)
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  const stacks = new Stacks(builder, tree, framesOf(builder, methods, symbols))
  const names = data.list()
  const isTimed = samples <= mostTimed
  let block = 0
  let left = sizes[0] ?? 0
  let stack: number | undefined
  const add = (): void => {
    while (left === 0 && block < blocks - 1) left = sizes[(block += 1)] ?? 0
    left -= 1
    if (stack === undefined) return
    if (isTimed) builder.sample(stack, 1, { timeMs: startMs + blockMs * block })
    else builder.addToSample(stack, 1)
  }
  for (let i = 0; i < references; i++) {
    const node = nodeOf(data.number(), names)
    if (node <= 0 || node >= nodes) throw new Contradiction()
    if (tree.begins[node] === 1 && stack !== undefined) add()
    if (tree.begins[node] === 1) stack = -1
    stack = stacks.below(stack ?? -1, node)
  }
  add()
  builder.note(
    'a heat map: samples with their times, but not what was sampled nor how often; of wall-clock samples its writer keeps one of those that saw a thread stay where it was',
  )
  const window = { fromMs: startMs, untilMs: startMs + blockMs * blocks }
  const profile = builder.finish({
    format: 'async-html',
    emitter: 'async-profiler',
    runtime: 'jvm',
    startMs: window.fromMs,
    durationMs: window.untilMs - window.fromMs,
  })
  return { covers: 'interval', window, profile }
}

/** Canonical codes: of each length the first follows the last of the one before, doubled. */
function blockSizes(data: Packed, blocks: number, samples: number): Float64Array {
  const count = data.number()
  const longest = data.number()
  if (count > data.length || longest > 60) throw new Contradiction()
  const values: number[] = []
  const ofLength = new Float64Array(longest + 1)
  for (let i = 0; i < count; i++) {
    values.push(data.number())
    const length = data.number()
    if (length > longest) throw new Contradiction()
    ofLength[length] = (ofLength[length] ?? 0) + 1
  }
  const sizes = new Float64Array(blocks)
  if (longest === 0) {
    if (blocks > samples) throw new Contradiction()
    return sizes.fill(values[0] ?? 0)
  }
  let bits = 0
  let held = 0
  for (let block = 0; block < blocks; block++) {
    let code = 0
    let first = 0
    let before = 0
    for (let length = 1; ; length++) {
      if (length > longest) throw new Contradiction()
      if (held === 0) {
        bits = data.bits()
        held = 27
      }
      code = 2 * code + (bits & 1)
      bits >>>= 1
      held -= 1
      const here = ofLength[length] ?? 0
      first *= 2
      if (code - first < here) {
        sizes[block] = values[before + code - first] ?? 0
        break
      }
      first += here
      before += here
    }
  }
  return sizes
}

function treeOf(data: Packed, nodes: number, firsts: ReadonlySet<number>): Tree {
  const names = data.list()
  const tree = { parent: new Int32Array(nodes), method: new Int32Array(nodes), begins: new Uint8Array(nodes) }
  for (let node = 1; node < nodes; node++) {
    const parent = nodeOf(data.number(), names)
    const method = data.number()
    if (parent < 0 || parent >= node) throw new Contradiction()
    tree.parent[node] = parent
    tree.method[node] = method
    tree.begins[node] = parent === 0 ? Number(firsts.has(method)) : (tree.begins[parent] ?? 0)
  }
  return tree
}

/** Small numbers are places in the list of frequent nodes, the others the node itself and the length of the list. */
function nodeOf(number: number, frequent: readonly number[]): number {
  return (frequent[number] ?? number) - frequent.length
}

/** Frames by method; the first is the page's own "all". */
function framesOf(builder: ProfileBuilder, methods: Packed, symbols: readonly string[]): readonly number[] {
  methods.six()
  const count = methods.number()
  if (count > methods.length) throw new Contradiction()
  const frames = [-1]
  for (let i = 0; i < count; i++) {
    const owner = symbols[methods.number()] ?? ''
    const name = symbols[methods.number()] ?? ''
    methods.fixed(3)
    const line = methods.fixed(3)
    const type = methods.six()
    const whole = owner === '' || name === '' ? owner + name : `${owner}.${name}`
    frames.push(builder.frame(whole, '', line === noLine ? 0 : line, '', flagsOf[type] ?? 0))
  }
  return frames
}

const noLine = 0xffff

/** interpreted, compiled, inlined, native, C++, kernel, C1 */
export const flagsOf: readonly number[] = [
  0,
  0,
  frameFlags.inlined,
  frameFlags.native,
  frameFlags.native,
  frameFlags.kernel,
  0,
]

/** A stack and a node below it → the stack that is both; the same ones come again and again. */
class Stacks {
  readonly #builder: ProfileBuilder
  readonly #tree: Tree
  readonly #frames: readonly number[]
  readonly #known = new Map<number, Map<number, number>>()
  #count = 0

  constructor(builder: ProfileBuilder, tree: Tree, frames: readonly number[]) {
    this.#builder = builder
    this.#tree = tree
    this.#frames = frames
  }

  below(stack: number, node: number): number {
    const known = this.#known.get(stack)?.get(node)
    if (known !== undefined) return known
    const path: number[] = []
    for (let at = node; at !== 0; at = this.#tree.parent[at] ?? 0) path.push(this.#tree.method[at] ?? 0)
    let made = stack
    for (const method of path.reverse()) {
      const frame = this.#frames[method]
      if (frame === undefined) throw new Contradiction()
      made = this.#builder.stack(made, frame)
    }
    if (this.#count < mostKnown) {
      this.#count += 1
      const under = this.#known.get(stack)
      if (under) under.set(node, made)
      else this.#known.set(stack, new Map([[node, made]]))
    }
    return made
  }
}
