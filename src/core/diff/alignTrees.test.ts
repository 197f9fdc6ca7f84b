import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallTree } from '../profile/callTree.ts'
import { normaliseForComparison } from '../frames/normaliseName.ts'
import { treeOf } from '../testing/treeOf.ts'
import { alignTrees, type Side } from './alignTrees.ts'

type Counted = readonly (readonly [path: string, count: number])[]

/** Own samples of every path, by names as compared. */
function byPath(paths: Counted): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [path, count] of paths) {
    const compared = path.split(';').map(normaliseForComparison).join(';')
    sums[compared] = (sums[compared] ?? 0) + count
  }
  return sums
}

function inUnion({ length, name, names, parent }: CallTree, side: Side): Record<string, number> {
  const pathOf: string[] = ['']
  const sums: Record<string, number> = {}
  for (let node = 1; node < length; node++) {
    const above = pathOf[parent[node]!]!
    const path = `${above === '' ? '' : `${above};`}${names[name[node]!]!}`
    expect(pathOf, 'one node a path').not.toContain(path)
    pathOf[node] = path
    if (side.self[node] !== 0) sums[path] = side.self[node]!
  }
  return sums
}

describe('two trees laid over each other', () => {
  const called = (names: readonly string[]): fc.Arbitrary<Counted> =>
    fc.array(
      fc.tuple(
        fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 5 }).map((path) => path.join(';')),
        fc.integer({ min: 1, max: 9 }),
      ),
      { maxLength: 24 },
    )

  it.each([
    ['named once', ['a', 'b', 'c'], ['b', 'c', 'd']],
    [
      'of which one side numbers what is one function',
      ['a', 'b', 'Job$$Lambda$1/0x1.run', 'Job$$Lambda$2/0x2.run'],
      ['a', 'b', 'Job$$Lambda$3/0x3.run'],
    ],
  ] as const)('hold on every path what either had there: functions %s', (_what, ofBase, ofHead) => {
    fc.assert(
      fc.property(called(ofBase), called(ofHead), (base, head) => {
        const { union, ...sides } = alignTrees(treeOf(base), treeOf(head), { baseExposure: 1, headExposure: 1 })
        expect(inUnion(union, sides.base)).toEqual(byPath(base))
        expect(inUnion(union, sides.head)).toEqual(byPath(head))
      }),
    )
  })

  it('meet only below what met: one name under two callers is two paths', () => {
    const { union, base, head } = alignTrees(
      treeOf([['a;x', 3]]),
      treeOf([
        ['b;x', 5],
        ['a;y', 1],
      ]),
      { baseExposure: 1, headExposure: 1 },
    )
    expect(inUnion(union, base)).toEqual({ 'a;x': 3 })
    expect(inUnion(union, head)).toEqual({ 'b;x': 5, 'a;y': 1 })
  })
})
