/**
 * Where a change is decided. The likelihood of a call tree factorises node by node: what is tested here is only how a frame's samples
 * split among its callees. A change far up moves every path below it, but it changes the split at one place. Statistics reference A.7.
 */
import type { AlignedTrees } from './alignTrees.ts'
import { fewestEvents } from './tested.ts'
import { largestPassing } from './statistics/falseDiscovery.ts'
import type { DesignEffect } from './statistics/overdispersion.ts'
import { screenedShareP } from './statistics/screened.ts'

/** Per node: 1 where its part of its caller's samples changed by more than noise, one false discovery rate over the tree. */
export function localSplits(
  { union, base, head }: AlignedTrees,
  effectOf: (name: number) => DesignEffect,
  falseDiscoveryRate: number,
): Uint8Array {
  const nodes: number[] = []
  const p: number[] = []
  for (let node = 1; node < union.length; node++) {
    const caller = union.parent[node]!
    const nA = base.totalSamples[caller]!
    const nB = head.totalSamples[caller]!
    const kA = Math.min(base.totalSamples[node]!, nA)
    const kB = Math.min(head.totalSamples[node]!, nB)
    const k = kA + kB
    // A caller that one side never reached has nothing to split there; a callee that is nearly all of its caller is the same hypothesis.
    if (nA <= 0 || nB <= 0 || k < fewestEvents || nA + nB - k < fewestEvents) continue
    nodes.push(node)
    p.push(screenedShareP({ k: kA, n: nA }, { k: kB, n: nB }, effectOf(union.name[node]!)))
  }
  const decided = new Uint8Array(union.length)
  const largest = largestPassing(p, falseDiscoveryRate)
  for (const [row, node] of nodes.entries()) if (p[row]! <= largest) decided[node] = 1
  return decided
}

/** Nearest frame towards the root, itself included, at which a change is decided; −1 where there is none. */
export function decidedAbove({ union }: AlignedTrees, decided: Uint8Array): Int32Array {
  const above = new Int32Array(union.length).fill(-1)
  for (let node = 0; node < union.length; node++)
    above[node] = decided[node] === 1 ? node : node > 0 ? above[union.parent[node]!]! : -1
  return above
}
