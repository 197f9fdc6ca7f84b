/**
 * One cause, one row. A change shows in every caller above it and, when a path vanished, in everything below it; this finds the row
 * that says it best, and where one path took over from another at the same caller.
 */
import type { AlignedTrees } from './alignTrees.ts'
import type { Decided } from './decide.ts'

/** A child that carries this much of its parent's change explains it. */
const carriesMost = 0.8

/** A vanished path is worth a switch when it was at least this part of its caller's cost. */
const switchShare = 0.05

export interface Explanation {
  readonly row: Decided
  readonly explainedBy?: string
  readonly switched?: { readonly at: string; readonly instead: readonly string[]; readonly weight: number }
}

interface Nodes {
  readonly aligned: AlignedTrees
  readonly outermost: Int32Array
  readonly baseExposure: number
  readonly headExposure: number
}

/** `rows` of one profile type. */
export function explainRows(rows: readonly Decided[], nodes: Nodes): readonly Explanation[] {
  const { union } = nodes.aligned
  const passed = new Map(rows.map((row) => [row.tested.name, row]))
  return rows.map((row): Explanation => {
    const name = row.tested.name
    const node = nodes.outermost[name]!
    if (row.verdict === 'gone' || row.verdict === 'new') {
      const top = topmostOf(node, row.verdict, nodes)
      const topName = union.name[top]!
      // The frame that is not called any more says more than the leaves that went with it.
      if (topName !== name && passed.has(topName)) return { row, explainedBy: union.names[topName]! }
      const switched = row.verdict === 'gone' ? switchAt(top, passed, nodes) : undefined
      return switched ? { row, switched } : { row }
    }
    if (row.tested.family === 'self') return { row }
    const deepest = deepestCarrier(node, nodes)
    const carrier = union.name[deepest]!
    return deepest !== node && carrier !== name && passed.has(carrier)
      ? { row, explainedBy: union.names[carrier]! }
      : { row }
  })
}

function changeAt(node: number, { aligned, baseExposure, headExposure }: Nodes): number {
  return aligned.head.total[node]! / headExposure - aligned.base.total[node]! / baseExposure
}

/** From a caller down, as long as one child carries most of the change in the same direction. */
function deepestCarrier(start: number, nodes: Nodes): number {
  const { union } = nodes.aligned
  let node = start
  for (;;) {
    const change = changeAt(node, nodes)
    let next = -1
    for (let child = node + 1; child < union.subtreeEnd[node]!; child = union.subtreeEnd[child]!) {
      if (changeAt(child, nodes) / change >= carriesMost) next = child
    }
    if (next < 0) return node
    node = next
  }
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
    }
    below = caller
  }
  return undefined
}
