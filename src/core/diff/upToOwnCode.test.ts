import { expect, it } from 'vitest'
import { treeOf } from '../testing/treeOf.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import { alignTrees } from './alignTrees.ts'
import { compareView } from './compareView.ts'
import { functionSides } from './functionSides.ts'
import { alignedUpToOwnCode } from './upToOwnCode.ts'

const base = treeOf([
  ['java.lang.Thread.run;com.acme.Shop.serve;com.acme.Shop.rank', 7],
  ['java.lang.Thread.run;com.acme.Shop.serve;com.acme.Shop.rank;java.util.Arrays.copyOf', 0],
  ['java.lang.Thread.run;com.acme.Shop.serve;com.acme.Shop.rank;java.lang.reflect.Array.newInstance', 117],
  ['java.lang.Thread.run;com.acme.Shop.serve;java.util.ArrayList.forEach;com.acme.Shop.each', 5],
  ['java.lang.Thread.run;java.util.HashMap.resize', 3],
])
const head = treeOf([
  ['java.lang.Thread.run;com.acme.Shop.serve;com.acme.Shop.rank', 2],
  ['java.lang.Thread.run;com.acme.Shop.serve;com.acme.Shop.rank;java.util.Arrays.copyOf', 131],
  ['java.lang.Thread.run;com.acme.Shop.serve;java.util.ArrayList.forEach', 6],
])

it('counts what libraries allocate as of the function that called them, and calls no site of theirs new or gone', () => {
  const aligned = alignTrees(base, head, { baseExposure: 1, headExposure: 1 })
  const { names, base: a, head: b } = functionSides(alignedUpToOwnCode(aligned))
  const of = (name: string): readonly (number | undefined)[] => {
    const at = names.indexOf(name)
    return [a.selfSamples[at], a.totalSamples[at], b.selfSamples[at], b.totalSamples[at]]
  }
  expect(of('com.acme.Shop.rank')).toEqual([124, 124, 133, 133])
  expect(of('com.acme.Shop.serve')).toEqual([0, 129, 6, 139])
  expect(of('java.util.Arrays.copyOf')).toEqual([0, 0, 0, 0])
  expect(of('java.lang.reflect.Array.newInstance')).toEqual([0, 0, 0, 0])
  // What is called back is the program's own again, and what nothing of its own called stays where it is.
  expect(of('com.acme.Shop.each')).toEqual([5, 5, 0, 0])
  expect(of('java.util.HashMap.resize')).toEqual([3, 3, 0, 0])
})

/** Ten seconds of what was allocated, each of the samples for so many bytes; of one function there are more. */
function allocated(bytesEach: number, more: number = 1): MeasuredView {
  const seen = Array.from({ length: 16 }, (_, at) => 200 + at * 10)
  const tree = treeOf(
    seen.map((count, at) => [`com.acme.Shop.serve;com.acme.Shop.f${at}`, at === 5 ? count * more : count]),
  )
  const scaled = { ...tree, self: tree.self.map((n) => n * bytesEach), total: tree.total.map((n) => n * bytesEach) }
  const [total = 0] = scaled.total
  return {
    state: 'measured',
    kind: 'heap_alloc',
    tree: scaled,
    total,
    samples: tree.totalSamples[0]!,
    covered: [],
    coveredSeconds: 10,
    how: { id: 'text', text: '' },
    leftOut: [],
    cautions: [],
    files: [],
    traits: ['at-buffer-ends'],
  }
}

it('takes six times the bytes in as many samples for six times as much: there are no more samples in a second', () => {
  const pair = {
    baseBlocks: [],
    headBlocks: [],
    exposure: { base: 10, head: 10, comparable: true },
    separateRuns: true,
  }
  const ratioOf = ({ tested, functions }: ReturnType<typeof compareView>): number | undefined =>
    tested.find(({ name }) => functions.names[name] === 'com.acme.Shop.f5')?.rateRatio.value
  const more = compareView({ ...pair, base: allocated(1000), head: allocated(6000, 2) })
  expect(more.together?.factor).toBeCloseTo(6, 0)
  expect(ratioOf(more)).toBeCloseTo(2, 0)
  expect(more.totalPValue).toBeLessThan(0.001)
  const asMuch = compareView({ ...pair, base: allocated(1000), head: allocated(1000, 2) })
  expect(asMuch.together).toBeUndefined()
  expect(ratioOf(asMuch)).toBeCloseTo(2, 0)
})
