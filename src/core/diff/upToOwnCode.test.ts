import { expect, it } from 'vitest'
import { treeOf } from '../testing/treeOf.ts'
import { alignTrees } from './alignTrees.ts'
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
