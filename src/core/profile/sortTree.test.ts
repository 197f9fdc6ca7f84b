import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCallTree } from './buildCallTree.ts'
import { pathOfNode } from './framePath.ts'
import { profileFromText } from '../testing/fromText.ts'
import { sortTree } from './sortTree.ts'

const lines = fc.array(
  fc.tuple(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 }), fc.nat(50)),
  {
    minLength: 1,
    maxLength: 40,
  },
)

describe('a tree with other weights', () => {
  it('has the same paths, in depth-first order, with its largest children first and totals that add up', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.nat(20), { minLength: 1 }), (drawn, weights) => {
        const text = drawn.map(([path, count]) => `${path.join(';')} ${count + 1}`).join('\n')
        const old = buildCallTree(profileFromText(text), { column: 0, unit: 'count' })
        const self = Float64Array.from({ length: old.length }, (_, i) => weights[i % weights.length]!)
        const { tree, from } = sortTree(old, self, old.selfSamples)
        for (let node = 0; node < tree.length; node++) {
          expect(pathOfNode(tree, node)).toEqual(pathOfNode(old, from[node]!))
          expect(tree.self[node]).toBe(self[from[node]!])
          expect(tree.selfSamples[node]).toBe(old.selfSamples[from[node]!])
          expect(tree.totalSamples[node]).toBe(old.totalSamples[from[node]!])
          let sum = tree.self[node]!
          let before = Infinity
          for (let child = node + 1; child < tree.subtreeEnd[node]!; child = tree.subtreeEnd[child]!) {
            expect(tree.parent[child]).toBe(node)
            expect(tree.depth[child]).toBe(tree.depth[node]! + 1)
            expect(tree.total[child]).toBeLessThanOrEqual(before)
            before = tree.total[child]!
            sum += before
          }
          expect(tree.total[node]).toBe(sum)
        }
      }),
      { numRuns: 200 },
    )
  })
})
