/**
 * One change, one name. A change shows in every caller above it and in much of what it calls; of all rows that carry at least 80 % of
 * the same change, the deepest of the program's own code is named, before libraries, before plumbing, and the others refer to it.
 */
import type { ViewKind } from '../base/vocabulary.ts'
import { describeFrame } from '../frames/hue.ts'
import { isLockPrimitive } from '../diagnosis/owners.ts'
import type { AlignedTrees } from './alignTrees.ts'
import { carriesMost } from './carriesMost.ts'
import type { Explanation } from './explain.ts'
import type { FunctionSides } from './functionSides.ts'
import type { Exposure } from './viewPair.ts'

export interface CarriedIn {
  readonly kind: ViewKind
  readonly aligned: AlignedTrees
  readonly functions: FunctionSides
  readonly exposure: Exposure
}

interface Candidate {
  readonly explanation: Explanation
  readonly name: number
  /** Of the function with all it calls: per covered second. */
  readonly change: number
  /** The place that makes most of it. */
  readonly node: number
  readonly depth: number
}

/** `rows` of one profile type. Rows that only moved with totals or requests stay as they are. */
export function nameOnce(rows: readonly Explanation[], view: CarriedIn): readonly Explanation[] {
  const open = candidatesOf(rows, view)
  const named = new Map<Explanation, Explanation>()
  const spokenFor = new Map<string, string>()
  while (open.length > 0) {
    const largest = open[0]!
    const group = open.filter((one) => one === largest || isSameChange(one, largest, view))
    const speaker = speakerOf(group, view)
    for (const { explanation } of group) {
      const { explainedBy, ...own } = explanation
      if (explanation === speaker.explanation) {
        named.set(explanation, isFromAbove(explainedBy, speaker, group, view) ? explanation : own)
      } else {
        // A vanished path stays a finding of its own: what took over is another.
        named.set(explanation, own.switched ? own : { ...own, explainedBy: speaker.explanation.name })
        spokenFor.set(explanation.name, speaker.explanation.name)
      }
    }
    for (const one of group) open.splice(open.indexOf(one), 1)
  }
  return rows.map((row) => {
    const settled = named.get(row) ?? row
    const speaker = settled.explainedBy === undefined ? undefined : spokenFor.get(settled.explainedBy)
    return speaker === undefined || speaker === settled.name ? settled : { ...settled, explainedBy: speaker }
  })
}

/** What is decided at a caller that changed by more than this stays the caller's. */
function isFromAbove(
  explainedBy: string | undefined,
  speaker: Candidate,
  group: readonly Candidate[],
  { aligned }: CarriedIn,
): boolean {
  if (explainedBy === undefined || group.some(({ explanation }) => explanation.name === explainedBy)) return false
  return isAbove(aligned.union.names.indexOf(explainedBy), speaker.node, aligned)
}

/** The largest change first; of equal ones the one nearest the root. */
function candidatesOf(rows: readonly Explanation[], { aligned, functions, exposure }: CarriedIn): Candidate[] {
  // Where costs per second cannot be compared, shares are.
  const per = exposure.comparable ? exposure : { base: aligned.base.total[0]! || 1, head: aligned.head.total[0]! || 1 }
  const places = placesOf(new Set(rows.map(({ row }) => row.tested.name)), aligned, per)
  return rows
    .filter(({ row }) => row.verdict !== 'moved' && row.cause !== 'mix' && row.cause !== 'inseparable')
    .map((explanation) => {
      const { name } = explanation.row.tested
      const node = places.get(name) ?? functions.outermost[name]!
      const change = functions.head.total[name]! / per.head - functions.base.total[name]! / per.base
      return { explanation, name, change, node, depth: aligned.union.depth[node]! }
    })
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.depth - b.depth)
}

/** Per function the outermost occurrence whose total changed most. Linear in the nodes. */
function placesOf(
  names: ReadonlySet<number>,
  { union, base, head }: AlignedTrees,
  per: { readonly base: number; readonly head: number },
): ReadonlyMap<number, number> {
  const most = new Map<number, { readonly node: number; readonly change: number }>()
  const openUntil = new Map<number, number>()
  for (let node = 1; node < union.length; node++) {
    const name = union.name[node]!
    if (!names.has(name) || node < (openUntil.get(name) ?? 0)) continue
    openUntil.set(name, union.subtreeEnd[node]!)
    const change = Math.abs(head.total[node]! / per.head - base.total[node]! / per.base)
    if (change > (most.get(name)?.change ?? -1)) most.set(name, { node, change })
  }
  return new Map([...most].map(([name, { node }]) => [name, node]))
}

function isSameChange(one: Candidate, largest: Candidate, { aligned }: CarriedIn): boolean {
  if (one.change * largest.change <= 0 || Math.abs(one.change) < carriesMost * Math.abs(largest.change)) return false
  return isAbove(one.name, largest.node, aligned) || isAbove(largest.name, one.node, aligned)
}

/** Is a function of this name among the callers of the node? */
function isAbove(name: number, node: number, { union }: AlignedTrees): boolean {
  for (let at = union.parent[node]!; at > 0; at = union.parent[at]!) if (union.name[at] === name) return true
  return false
}

/** Own code before libraries with a purpose, before runtime, frameworks and wrappers; the deepest of the best. */
function speakerOf(group: readonly Candidate[], view: CarriedIn): Candidate {
  const ranked = group.map((candidate) => ({ candidate, rank: rankOf(candidate.name, view) }))
  return ranked.reduce((best, one) =>
    one.rank > best.rank || (one.rank === best.rank && isDeeper(one, best)) ? one : best,
  ).candidate
}

function isDeeper(
  { candidate: one, rank }: { readonly candidate: Candidate; readonly rank: number },
  { candidate: best }: { readonly candidate: Candidate },
): boolean {
  // A library is known by its entrance (json.dumps), own code by where the cost is.
  return rank === ranks.library ? one.depth < best.depth : one.depth > best.depth
}

const ranks = { plumbing: 0, library: 1, own: 2 } as const

function rankOf(name: number, { kind, aligned: { union } }: CarriedIn): number {
  const text = union.names[name]!
  const { own, hue } = describeFrame(text, union.files[name], union.modules[name])
  // A lock is waited for by whoever takes it, however deep in a library that is; what only takes it is no one.
  if (kind === 'lock' && isLockPrimitive(text)) return ranks.plumbing
  if (own) return isWrapper(text) ? ranks.plumbing : ranks.own
  if (hue === 'runtime' || hue === 'framework') return ranks.plumbing
  return kind === 'lock' ? ranks.own : ranks.library
}

/** Entries of a program: everything is below them, whatever changed. */
export function isWrapper(name: string): boolean {
  return /^main\.main(\.|$)|(^|[.:/])(main|_main|<module>|__main__)$/.test(name)
}
