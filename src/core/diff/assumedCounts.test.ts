import { describe, expect, it } from 'vitest'
import { foldedRun, type FoldedWeight, programOf } from '../testing/foldedRuns.ts'
import { readCollapsed } from '../formats/collapsed/readCollapsed.ts'
import { buildCallTree } from '../profile/buildCallTree.ts'
import { dispersionOf } from './assumedCounts.ts'

const program = programOf(Array.from({ length: 60 }, (_, i) => `main;worker${i % 5};step${i} ${60 - i}`).join('\n'))

function dispersion(weight: FoldedWeight, dearer?: { readonly name: string; readonly factor: number }): number {
  const tree = (seed: number, changed?: typeof dearer) => {
    const text = foldedRun(program, { samples: 3000, weight, seed, ...(changed ? { dearer: changed } : {}) })
    const read = readCollapsed(new TextEncoder().encode(text), { fileName: 'a.folded', maxInflatedBytes: 1e9 })
    if (!read.ok) throw new Error(read.error.what)
    return { tree: buildCallTree(read.value.parts[0]!.profile, { column: 0, unit: 'count' }), coveredSeconds: 60 }
  }
  return dispersionOf(tree(1), tree(2, dearer))
}

describe('numbers of folded stacks that may be counts', () => {
  it('differ like counts between two runs of one program, also where one function changed', () => {
    expect(dispersion('counts')).toBeLessThan(2)
    expect(dispersion('counts', { name: 'step0', factor: 30 })).toBeLessThan(2)
  })

  it('differ by far more where they are small weights', () => {
    expect(dispersion('small weights')).toBeGreaterThan(20)
  })
})
