import { describe, expect, it } from 'vitest'
import type { CallTree } from '../profile/callTree.ts'
import { findNode } from '../profile/framePath.ts'
import { mulberry32, type Random } from '../base/random.ts'
import { zipfCounts } from '../testing/chance.ts'
import { treeOf } from '../testing/treeOf.ts'
import { alignTrees } from './alignTrees.ts'
import { decidedAbove, localSplits } from './localSplits.ts'
import { falseDiscoveryRate } from './tested.ts'

const independent = () => ({ d: 1, nu: Number.POSITIVE_INFINITY })

function decidedPaths(base: Readonly<Record<string, number>>, head: Readonly<Record<string, number>>): string[] {
  const aligned = alignTrees(treeOf(Object.entries(base)), treeOf(Object.entries(head)), {
    baseExposure: 1,
    headExposure: 1,
  })
  const decided = localSplits(aligned, independent, falseDiscoveryRate)
  return [...decided.keys()]
    .filter((node) => decided[node] === 1)
    .map((node) => aligned.union.names[aligned.union.name[node]!]!)
}

/** 400 leaves under branches of three levels, shares after Zipf. */
function drawn(random: Random, samples: number): CallTree {
  const counts = zipfCounts(random, { functions: 400, samples })
  const seen = [...counts.entries()].filter(([, count]) => count > 0)
  return treeOf(seen.map(([at, count]) => [`main;a${at % 5};b${at % 25};c${at % 100};f${at}`, count]))
}

describe('where a change is decided', () => {
  it('flags nothing in nine of ten comparisons of one unchanged service', () => {
    const random = mulberry32(20261122)
    const replicates = 300
    let withAny = 0
    for (let i = 0; i < replicates; i++) {
      const aligned = alignTrees(drawn(random, 1000), drawn(random, 3000), { baseExposure: 1, headExposure: 3 })
      if (localSplits(aligned, independent, falseDiscoveryRate).includes(1)) withAny++
    }
    expect(withAny / replicates).toBeLessThanOrEqual(0.09)
  })

  it('is the branch that took more, not the frames below it that all grew with it', () => {
    const found = decidedPaths(
      {
        'main;serve;list;parse': 500,
        'main;serve;list;query': 1500,
        'main;serve;pay;parse': 300,
        'main;serve;pay;book': 700,
      },
      {
        'main;serve;list;parse': 250,
        'main;serve;list;query': 750,
        'main;serve;pay;parse': 900,
        'main;serve;pay;book': 2100,
      },
    )
    expect(found.sort()).toEqual(['list', 'pay'])
  })

  it('is the function itself where only it became slower, and what it calls goes with it', () => {
    const base = { 'main;pay;sign;hash': 500, 'main;pay;sign': 100, 'main;pay;book': 2000, 'main;list': 2000 }
    const head = { 'main;pay;sign;hash': 1500, 'main;pay;sign': 300, 'main;pay;book': 2000, 'main;list': 2000 }
    const aligned = alignTrees(treeOf(Object.entries(base)), treeOf(Object.entries(head)), {
      baseExposure: 1,
      headExposure: 1,
    })
    const decided = localSplits(aligned, independent, falseDiscoveryRate)
    const above = decidedAbove(aligned, decided)
    const sign = findNode(aligned.union, ['main', 'pay', 'sign'])
    const hash = findNode(aligned.union, ['main', 'pay', 'sign', 'hash'])
    expect(decided[sign]).toBe(1)
    expect(decided[hash]).toBe(0)
    expect(above[hash]).toBe(sign)
  })
})
