/**
 * A comparison as lines of which each has A and B: only frames that differ by more than noise, what leads to them, and everything else
 * folded into one line with its sum, so that the lines below a frame add up to it.
 */
import type { Elided, ElidedLine, ElidedOptions } from '../draw/boxes.ts'
import { findNode, pathOfNode } from '../profile/framePath.ts'
import { smallestEffect } from './tested.ts'
import { type Drawable, evidence } from './evidence.ts'

/** A frame whose one changed callee is so much of it on both sides only leads there. */
const onlyLeads = 0.95
/** Nobody reads on; what is left stands in the folded lines. */
const mostLines = 300

export function elide(view: Drawable, { mode, focus }: Omit<ElidedOptions, 'view'>): Elided {
  const { aligned, exposure } = view
  const { union, base, head } = aligned
  const per =
    mode === 'share'
      ? { base: base.total[0]! || 1, head: head.total[0]! || 1 }
      : { base: exposure.base, head: exposure.head }
  const sizeOf = (node: number): number => Math.max(base.total[node]! / per.base, head.total[node]! / per.head)
  const whole = Math.max(sizeOf(0), Number.MIN_VALUE)
  const evident = view.evident(mode)
  const isChanged = (node: number): boolean =>
    evident[node] !== evidence.none &&
    Math.abs(head.total[node]! / per.head - base.total[node]! / per.base) >= smallestEffect.points * whole
  // What changed, and what leads to it: from the leaves up, because a caller stands before its callees.
  const kept = new Uint8Array(union.length)
  for (let node = union.length - 1; node > 0; node--)
    if (kept[node] === 1 || isChanged(node)) kept[node] = kept[union.parent[node]!] = 1

  const keptBelow = (node: number): readonly number[] => {
    const found: number[] = []
    for (let child = node + 1; child < union.subtreeEnd[node]!; child = union.subtreeEnd[child]!)
      if (kept[child] === 1) found.push(child)
    return found.sort((a, b) => sizeOf(b) - sizeOf(a))
  }
  const onlyLeadsTo = (node: number, child: number): boolean =>
    base.total[child]! >= onlyLeads * base.total[node]! && head.total[child]! >= onlyLeads * head.total[node]!
  const lines: ElidedLine[] = []
  const walk = (top: number, depth: number): void => {
    const names = top === 0 ? [] : [nameOf(top)]
    let node = top
    let below = keptBelow(node)
    // A chain in which nothing is decided is one line, known by its last frame.
    for (let [only] = below; only !== undefined && below.length === 1 && onlyLeadsTo(node, only); [only] = below) {
      node = only
      names.push(nameOf(node))
      below = keptBelow(node)
    }
    const change = isChanged(node) ? (evident[node] === evidence.withCaller ? 'follows' : 'changed') : 'leads'
    lines.push(lineOf(change, depth, names, pathOfNode(union, node), base.total[top]!, head.total[top]!))
    let [restBase, restHead] = [base.total[top]!, head.total[top]!]
    let frames = union.subtreeEnd[top]! - top - names.length - (top === 0 ? 1 : 0)
    for (const child of below) {
      if (lines.length >= mostLines) break
      walk(child, depth + 1)
      restBase -= base.total[child]!
      restHead -= head.total[child]!
      frames -= union.subtreeEnd[child]! - child
    }
    // A line that has nothing else below it stands for itself.
    if (below.length > 0 && (restBase > 0 || restHead > 0))
      lines.push({ ...lineOf('rest', depth + 1, [], [], restBase, restHead), frames: Math.max(0, frames) })
  }
  const nameOf = (node: number): string => union.names[union.name[node]!]!
  const lineOf = (
    change: ElidedLine['change'],
    depth: number,
    names: readonly string[],
    path: readonly string[],
    baseTotal: number,
    headTotal: number,
  ): ElidedLine => ({
    change,
    depth,
    names,
    path,
    frames: names.length,
    base: baseTotal,
    head: headTotal,
    baseSize: baseTotal / per.base / whole,
    headSize: headTotal / per.head / whole,
  })
  const from = findNode(union, focus)
  if (from >= 0) walk(from, 0)
  return { view: view.kind, unit: union.unit, lines, seconds: { base: exposure.base, head: exposure.head } }
}
