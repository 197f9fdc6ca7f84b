/**
 * One cause, one row. A change shows in every caller above it and in everything below it; this finds the row that says it best, the
 * frame at which the split among callees changed (localSplits.ts), and where one path took over from another at the same caller.
 */
import type { AlignedTrees } from './alignTrees.ts'
import { carriesMost } from './carriesMost.ts'
import type { Decided } from './decide.ts'
import { decidedAbove } from './localSplits.ts'

/** A vanished path is worth a switch when it was at least this part of its caller's cost. */
const switchShare = 0.05

export interface Explanation {
  readonly row: Decided
  readonly name: string
  readonly explainedBy?: string
  readonly switched?: { readonly at: string; readonly instead: readonly string[]; readonly weight: number }
}

interface Nodes {
  readonly aligned: AlignedTrees
  readonly outermost: Int32Array
  /** Per node: 1 where a change is decided. */
  readonly decided: Uint8Array
  readonly baseExposure: number
  readonly headExposure: number
  /** Two parts of one window: nothing takes the place of anything there. */
  readonly ofParts?: true
}

/** `rows` of one profile type. */
export function explainRows(rows: readonly Decided[], nodes: Nodes): readonly Explanation[] {
  const { union } = nodes.aligned
  const passed = new Map(rows.map((row) => [row.tested.name, row]))
  const main = mainNodes(passed, nodes)
  const above = decidedAbove(nodes.aligned, nodes.decided)
  return rows.map((row): Explanation => {
    const name = row.tested.name
    const found = { row, name: union.names[name]! }
    const node = nodes.outermost[name]!
    if (row.verdict === 'gone' || row.verdict === 'new') {
      const top = topmostOf(node, row.verdict, nodes)
      const topName = union.name[top]!
      // The frame that is not called any more says more than the leaves that went with it.
      if (topName !== name && passed.has(topName)) return { ...found, explainedBy: union.names[topName]! }
      // A compiler that no longer merges a function into its caller makes a new name, and no new work.
      if (row.verdict === 'new' && !nodes.ofParts) {
        const caller = ownInstead(union.parent[top]!, top, { passed, nodes, verdict: 'shrank' })
        if (caller !== undefined) return { ...found, explainedBy: caller }
      }
      const switched = row.verdict === 'gone' && !nodes.ofParts ? switchAt(top, passed, nodes) : undefined
      return switched ? { ...found, switched } : found
    }
    // A caller is explained by what it calls, as far down as the split among callees changed; a callee by its caller where it did not.
    const carrier = row.tested.family === 'self' ? node : deepestCarrier(node, nodes, nodes.decided)
    const at = carrier === node ? callerThatDecides(name, main, above, nodes) : carrier
    const other = at < 0 ? name : union.name[at]!
    return other !== name && passed.has(other) ? { ...found, explainedBy: union.names[other]! } : found
  })
}

/** What a caller took over is the vanished function's row, not one of its own. */
export function withTakers(rows: readonly Explanation[]): readonly Explanation[] {
  const takers = new Map(rows.flatMap((one) => (isTakenOver(one) ? [[one.switched!.at, one.name] as const] : [])))
  if (takers.size === 0) return rows
  return rows.map((one) => {
    const taken = one.row.tested.family === 'self' && one.row.verdict === 'grew' ? takers.get(one.name) : undefined
    return taken === undefined ? one : { ...one, explainedBy: taken }
  })
}

/** The caller does itself what the function did: a compiler put it there, or a person. Nothing costs more for it. */
export const isTakenOver = ({
  switched,
}: {
  readonly switched?: { readonly at: string; readonly instead: readonly string[] } | undefined
}): boolean => switched !== undefined && switched.instead[0] === switched.at

/** How far what a caller itself gained may be from what its callee lost. */
const aboutAsMuch = 0.25

/** @returns the caller's name, where its own code took over (or gave away) about what stands at `below` */
function ownInstead(
  caller: number,
  below: number,
  {
    passed,
    nodes: { aligned, baseExposure, headExposure },
    verdict,
  }: { passed: ReadonlyMap<number, Decided>; nodes: Nodes; verdict: 'grew' | 'shrank' },
): string | undefined {
  const { union, base, head } = aligned
  if (caller <= 0) return undefined
  const row = passed.get(union.name[caller]!)
  if (row?.verdict !== verdict || row.tested.family !== 'self') return undefined
  const own = head.self[caller]! / headExposure - base.self[caller]! / baseExposure
  const moved = base.total[below]! / baseExposure - head.total[below]! / headExposure
  return Math.abs(own / moved - 1) <= aboutAsMuch ? union.names[union.name[caller]!]! : undefined
}

interface MainNode {
  readonly node: number
  /** Part of the function's change that this one place makes. */
  readonly part: number
}

/** The outermost occurrence of each function that changed most. */
function mainNodes(passed: ReadonlyMap<number, Decided>, nodes: Nodes): ReadonlyMap<number, MainNode> {
  const { union } = nodes.aligned
  const sums = new Map<number, number>()
  const most = new Map<number, number>()
  const openUntil = new Map<number, number>()
  for (let node = 1; node < union.length; node++) {
    const name = union.name[node]!
    if (!passed.has(name) || node < (openUntil.get(name) ?? 0)) continue
    openUntil.set(name, union.subtreeEnd[node]!)
    const change = changeAt(node, nodes)
    sums.set(name, (sums.get(name) ?? 0) + change)
    const known = most.get(name)
    if (known === undefined || Math.abs(change) > Math.abs(changeAt(known, nodes))) most.set(name, node)
  }
  return new Map([...most].map(([name, node]) => [name, { node, part: changeAt(node, nodes) / (sums.get(name) ?? 0) }]))
}

/** The frame above at which a function's change is decided, where nearly all of it comes from one place and not from itself; else −1. */
function callerThatDecides(name: number, main: ReadonlyMap<number, MainNode>, above: Int32Array, nodes: Nodes): number {
  const place = main.get(name)
  if (!place || !(place.part >= carriesMost)) return -1
  const at = above[place.node]!
  // The whole changed, or it is decided here; and a caller that moved the other way explains nothing.
  if (at <= 0 || at === place.node || changeAt(at, nodes) * changeAt(place.node, nodes) <= 0) return -1
  return at
}

type Costs = Pick<Nodes, 'aligned' | 'baseExposure' | 'headExposure'>

function changeAt(node: number, { aligned, baseExposure, headExposure }: Costs): number {
  return aligned.head.total[node]! / headExposure - aligned.base.total[node]! / baseExposure
}

/** From a caller down, as long as one callee carries most of the change in the same direction; the last one that counts. */
function deepestCarrier(start: number, nodes: Costs, counts: Uint8Array): number {
  const { union } = nodes.aligned
  let node = start
  let last = start
  for (;;) {
    const change = changeAt(node, nodes)
    let next = -1
    for (let child = node + 1; child < union.subtreeEnd[node]!; child = union.subtreeEnd[child]!) {
      if (changeAt(child, nodes) / change >= carriesMost) next = child
    }
    if (next < 0) return last
    node = next
    if (counts[node] === 1) last = node
  }
}

/** From the root down the one callee that carries most of a change, to the last frame at which its caller's split changed. */
export function whereDecided(nodes: Omit<Nodes, 'outermost'>): number {
  return deepestCarrier(0, nodes, nodes.decided)
}

/** From a vanished (new) frame up, as long as the caller vanished (is new) as well. */
function topmostOf(start: number, verdict: 'gone' | 'new', { aligned }: Nodes): number {
  const side = verdict === 'gone' ? aligned.head : aligned.base
  let node = start
  while (aligned.union.parent[node]! > 0 && side.totalSamples[aligned.union.parent[node]!] === 0)
    node = aligned.union.parent[node]!
  return node
}

/**
 * A caller that both windows reach, a callee it stopped calling, and siblings (or its own code) that grew instead: the fast path is not
 * taken any more. Looked for up to three callers up, because the branch is often a frame or two above.
 */
function switchAt(gone: number, passed: ReadonlyMap<number, Decided>, nodes: Nodes): Explanation['switched'] {
  const { aligned, baseExposure } = nodes
  const { union, base } = aligned
  let below = gone
  for (let step = 0; step < 3; step++) {
    const caller = union.parent[below]!
    if (caller <= 0) return undefined
    const callerCost = base.total[caller]! / baseExposure
    // Lambdas and closures under one generated name are many callers, each with a callee of its own.
    if (isGenerated(union.names[union.name[caller]!]!)) return undefined
    if (callerCost > 0 && base.total[gone]! / baseExposure / callerCost >= switchShare) {
      const instead: { name: string; grew: number }[] = []
      for (let child = caller + 1; child < union.subtreeEnd[caller]!; child = union.subtreeEnd[child]!) {
        const grew = changeAt(child, nodes)
        const verdict = passed.get(union.name[child]!)?.verdict
        if (child !== below && grew > 0 && (verdict === 'new' || verdict === 'grew'))
          instead.push({ name: union.names[union.name[child]!]!, grew })
      }
      if (instead.length > 0) {
        instead.sort((a, b) => b.grew - a.grew)
        const weight = instead.reduce((sum, { grew }) => sum + grew, 0)
        return { at: union.names[union.name[caller]!]!, instead: instead.slice(0, 3).map(({ name }) => name), weight }
      }
      const own = ownInstead(caller, gone, { passed, nodes, verdict: 'grew' })
      if (own !== undefined) return { at: own, instead: [own], weight: 0 }
    }
    below = caller
  }
  return undefined
}

function isGenerated(name: string): boolean {
  return /\$\$Lambda|\.func…|\.gowrap…|\{\{closure\}\}|<lambda>|\(anonymous\)|<anonymous>/.test(name)
}
