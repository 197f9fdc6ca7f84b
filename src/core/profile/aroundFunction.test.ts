import { describe, expect, it } from 'vitest'
import { drawTree } from '../testing/drawTree.ts'
import { profileFromText } from '../testing/fromText.ts'
import { aroundFunction } from './aroundFunction.ts'
import { buildCallTree } from './buildCallTree.ts'
import type { CallTree } from './callTree.ts'

const treeOf = (text: string): CallTree => buildCallTree(profileFromText(text), { column: 0, unit: 'count' })

const shop = treeOf(`
  main    main    main    main
  a       b       b       idle
  Place   Place   Place
  parse   parse   write
  3       2       2       9
`)

describe('one function over all its stacks', () => {
  it('is what it calls, merged, with the function on top', () => {
    expect(drawTree(aroundFunction(shop, 'Place', 'callees'))).toEqual(
      drawTree(
        treeOf(`
        Place  Place
        parse  write
        5      2
      `),
      ),
    )
  })

  it('is what calls it, merged from the function outwards', () => {
    expect(drawTree(aroundFunction(shop, 'Place', 'callers'))).toEqual(
      drawTree(
        treeOf(`
        Place  Place
        b      a
        main   main
        4      3
      `),
      ),
    )
  })

  it('counts a recursive function at its outermost call, once', () => {
    const tree = treeOf(`
      main  main
      walk  walk
      walk  leaf
      leaf
      5     2
    `)
    expect(aroundFunction(tree, 'walk', 'callees').total[0]).toBe(7)
    expect(aroundFunction(tree, 'walk', 'callers').total[0]).toBe(7)
  })

  it('is nothing where the function is not present', () => {
    expect(aroundFunction(shop, 'gone', 'callees')).toMatchObject({ length: 1 })
    expect(aroundFunction(shop, 'gone', 'callers').total[0]).toBe(0)
  })
})
