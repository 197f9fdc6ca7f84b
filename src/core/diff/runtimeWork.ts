/**
 * What a runtime does by itself (it looks for work, collects, wakes threads) follows how busy the machine is and not what the program is: in
 * pairs of runs of one Go service on a shared machine such functions differ by a third to two thirds beside chance, all others by nothing to
 * a tenth. So each of the two kinds is held against what its own functions differ by, and the program's work against all of that work.
 */
import { describerOf } from '../frames/hue.ts'
import type { AlignedTrees } from './alignTrees.ts'
import type { SampleCounts } from './functionSides.ts'

export interface RuntimeWork {
  /** A share of this name's would change with what the runtime does by itself, and is held against that. */
  isOf(name: number): boolean
  /** Samples of the program's own work, with all that it calls. */
  readonly program: SampleCounts
}

/**
 * Go's scheduler, collector and locks, also where a request pays for them: what a deploy changes shows in what called them. What a request
 * computes with (copies, maps, slices, texts, allocation) is its work.
 */
const goRuntime =
  /^(?:internal\/)?runtime(?!\/maps|\.(?:mem|map|mallocgc|makes|grows|new(?:obj|arr)|nextFree|slice|str|[ra]?intstr|concat|conv|duff|[ei]face|type|aeshash|[a-z0-9]*hash|decoderune|cmp))[./]/
/** V8's own, which have no place in any file: `(garbage collector)`, `(program)`. */
const inParentheses = /^\(.*\)$/
const kernel = /\[(?:kernel|guest)[.\]]|vmlinux/

/** With less of either kind there is nothing to tell apart: of all samples, both sides together. */
const leastOfKind = 0.02
/** A function of which more than this part is called on nobody's behalf is of both kinds, and counts as the less steady one. */
const mostOfOther = 0.2

/** What has none of the program's own code on its stack. Undefined where nearly all or nearly nothing has. */
export function runtimeWork({ union, base, head }: AlignedTrees): RuntimeWork | undefined {
  const describe = describerOf(union.names)
  const isOwn = union.names.map((name, at) => describe(name, union.files[at], union.modules[at]).own)
  const isMachinery = union.names.map(
    (name, at) =>
      goRuntime.test(name) || inParentheses.test(name) || name.startsWith('[') || kernel.test(union.modules[at] ?? ''),
  )
  const isBelow = new Uint8Array(union.length)
  const apart = { base: new Float64Array(union.length), head: new Float64Array(union.length) }
  for (let node = 1; node < union.length; node++) {
    if (isOwn[union.name[node]!] === true || isBelow[union.parent[node]!] === 1) isBelow[node] = 1
    else {
      apart.base[node] = base.selfSamples[node]!
      apart.head[node] = head.selfSamples[node]!
    }
  }
  const ofName = { all: new Float64Array(isOwn.length), apart: new Float64Array(isOwn.length) }
  // A parent stands before its children.
  for (let node = union.length - 1; node > 0; node--) {
    const [parent, name] = [union.parent[node]!, union.name[node]!]
    apart.base[parent]! += apart.base[node]!
    apart.head[parent]! += apart.head[node]!
    ofName.all[name]! += base.totalSamples[node]! + head.totalSamples[node]!
    ofName.apart[name]! += apart.base[node]! + apart.head[node]!
  }
  const all = base.totalSamples[0]! + head.totalSamples[0]!
  const part = (apart.base[0]! + apart.head[0]!) / all
  const program = {
    base: base.totalSamples[0]! - apart.base[0]!,
    head: head.totalSamples[0]! - apart.head[0]!,
  }
  if (!(part >= leastOfKind && part <= 1 - leastOfKind) || !(program.base > 0) || !(program.head > 0)) return undefined
  return {
    isOf: (name) => isMachinery[name] === true || ofName.apart[name]! > mostOfOther * ofName.all[name]!,
    program,
  }
}
