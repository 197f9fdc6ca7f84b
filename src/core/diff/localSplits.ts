/**
 * Where a change is decided. The likelihood of a call tree factorises node by node: what is tested here is only how a frame's samples
 * split among its callees. A change far up moves every path below it, but it changes the split at one place. Statistics reference A.7.
 */
import type { AlignedTrees, Side } from './alignTrees.ts'
import { fewestEvents } from './tested.ts'
import { type DesignEffect, dispersedP, oncePerName } from './statistics/overdispersion.ts'
import { ManyTests } from './statistics/screened.ts'
import { type Counted, shareG, shareTest } from './statistics/shareTest.ts'

/** Per node: 1 where its part of its caller's samples changed by more than noise, one false discovery rate over the tree. */
export function localSplits(
  { union, base, head }: AlignedTrees,
  effectOf: (name: number) => DesignEffect,
  falseDiscoveryRate: number,
): Uint8Array {
  const nodes = new Int32Array(union.length)
  const tests = new ManyTests(union.length)
  const effectOfName = oncePerName(effectOf)
  const of = (node: number, { totalSamples }: Side): Counted => {
    const n = totalSamples[union.parent[node]!]!
    return { k: Math.min(totalSamples[node]!, n), n }
  }
  for (let node = 1; node < union.length; node++) {
    const a = of(node, base)
    const b = of(node, head)
    const k = a.k + b.k
    // A caller that one side never reached has nothing to split there; a callee that is nearly all of its caller is the same hypothesis.
    if (a.n <= 0 || b.n <= 0 || k < fewestEvents || a.n + b.n - k < fewestEvents) continue
    nodes[tests.count] = node
    tests.add(shareG(a, b), effectOfName(union.name[node]!).d)
  }
  const { p, largest } = tests.settle(falseDiscoveryRate, (row) => {
    const node = nodes[row]!
    const { p: sum, g } = shareTest(of(node, base), of(node, head))
    return dispersedP(sum, g, effectOfName(union.name[node]!))
  })
  const decided = new Uint8Array(union.length)
  for (let row = 0; row < tests.count; row++) if (p[row]! <= largest) decided[nodes[row]!] = 1
  return decided
}

/** Nearest frame towards the root, itself included, at which a change is decided; −1 where there is none. */
export function decidedAbove({ union }: AlignedTrees, decided: Uint8Array): Int32Array {
  const above = new Int32Array(union.length).fill(-1)
  for (let node = 0; node < union.length; node++)
    above[node] = decided[node] === 1 ? node : node > 0 ? above[union.parent[node]!]! : -1
  return above
}
