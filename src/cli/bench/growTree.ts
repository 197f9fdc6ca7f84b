/** A call tree and samples of it from a seed: the shape of what the bench reads. Same seed, same bytes. */
import type { SeededTree } from './seededTree.ts'

export interface InputSize {
  readonly id: string
  readonly samples: number
  readonly nodes: number
  /** Samples of one stack one after the other, as a profiler that saw it many times writes them; otherwise in no order. */
  readonly byStack?: boolean
}

/** Two windows of one service: the second has other samples, and some functions under other names. */
export type Side = 'base' | 'head'

/** Small fast generator with 32 bits of state (mulberry32); good enough to make shapes, not for statistics. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}

/** A service's tree: a trunk of middleware, bushy below it, 20 to 50 frames deep, a twentieth of the nodes' number of functions. */
export function growTree({ samples, nodes, byStack = false }: InputSize, seed: number, side: Side): SeededTree {
  const random = randomFrom(seed)
  const functions = Math.max(200, Math.floor(nodes / 20))
  const names = Array.from({ length: functions }, (_, i) => {
    const packageName = [
      'encoding/json',
      'net/http',
      'runtime',
      'services.example/shop/cart',
      'services.example/shop/price',
    ][i % 5]!
    // The other build: a twentieth of the functions is new, and as many are gone.
    const renamed = side === 'head' && i % 20 === 7 ? 'V2' : ''
    return `${packageName}.(*Type${i % 97}).method${i}${renamed}`
  })
  const parent = new Int32Array(nodes)
  const depth = new Int32Array(nodes)
  const name = new Int32Array(nodes)
  parent[0] = -1
  const seen = new Set<number>()
  for (let node = 1; node < nodes;) {
    // Towards recent nodes: that makes trees deep. The trunk is one straight line.
    const back = node < 12 ? 1 : Math.ceil(random() ** 3 * Math.min(node, 20_000))
    const above = node - back
    if (depth[above]! >= 48) {
      // Too deep: somewhere else.
      parent[node] = Math.floor(random() * Math.min(node, 500))
    } else parent[node] = above
    name[node] = Math.floor(random() ** 2 * functions)
    // Two children of one node must not be the same function, or they would be one node.
    const key = parent[node]! * functions + name[node]!
    if (seen.has(key)) continue
    seen.add(key)
    depth[node] = depth[parent[node]!]! + 1
    node++
  }
  // The same service once more: other samples of it.
  const drawn = side === 'head' ? randomFrom(seed + 1) : random
  const leaf = new Int32Array(samples)
  const weight = new Int32Array(samples)
  for (let i = 0; i < samples; i++) {
    // Every node is the leaf of some sample, the rest go to few of them, as in real profiles.
    leaf[i] = i < nodes ? nodes - 1 - i : Math.floor(drawn() ** 3 * nodes)
    weight[i] = 1 + Math.floor(-Math.log(1 - drawn()) * 2)
  }
  // Samples of a file are in no order, unless it was collapsed.
  if (byStack) leaf.sort()
  for (let i = byStack ? 0 : samples - 1; i > 0; i--) {
    const j = Math.floor(drawn() * (i + 1))
    const swap = leaf[i]!
    leaf[i] = leaf[j]!
    leaf[j] = swap
  }
  return { parent, depth, name, names, leaf, weight }
}
