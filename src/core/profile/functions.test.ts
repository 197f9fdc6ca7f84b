import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCallTree } from './buildCallTree.ts'
import { drawTree } from '../testing/drawTree.ts'
import { findNearestNode, findNode, pathOfNode } from './framePath.ts'
import { profileFromText } from '../testing/fromText.ts'
import { buildFunctionTable } from './functions.ts'
import { invertTree } from './invert.ts'
import { buildSandwich } from './sandwich.ts'
import { topFunctions } from './topTable.ts'
import type { CallTree } from './callTree.ts'
import { ProfileBuilder } from './profileBuilder.ts'

const treeOf = (text: string): CallTree => buildCallTree(profileFromText(text), { column: 0, unit: 'count' })

const recursive = treeOf(`
  main   main   main   main
  walk   walk   walk   copy
  read   walk   walk
         read   walk
  1      2      4      8
`)

describe('buildFunctionTable', () => {
  it('counts a recursive function once per sample', () => {
    expect(topFunctions(recursive, { by: 'total', limit: 10 })).toEqual([
      { name: 'main', self: 0, total: 15, samples: 15 },
      { name: 'copy', self: 8, total: 8, samples: 8 },
      { name: 'walk', self: 4, total: 7, samples: 7 },
      { name: 'read', self: 3, total: 3, samples: 3 },
    ])
  })

  it('ranks by self and leaves out functions that have none', () => {
    expect(topFunctions(recursive, { by: 'self', limit: 2 }).map((row) => row.name)).toEqual(['copy', 'walk'])
    expect(topFunctions(recursive, { by: 'self', limit: 9 })).toHaveLength(3)
  })
})

describe('framePath', () => {
  it('finds nodes by path and gives the path back', () => {
    for (let node = 0; node < recursive.length; node++) {
      expect(findNode(recursive, pathOfNode(recursive, node))).toBe(node)
    }
    expect(findNode(recursive, ['main', 'gone'])).toBe(-1)
  })

  it('falls back to the part of a path that exists', () => {
    const { node, found } = findNearestNode(recursive, ['main', 'walk', 'gone', 'read'])
    expect([pathOfNode(recursive, node), found]).toEqual([['main', 'walk'], false])
  })
})

describe('buildSandwich', () => {
  it('adds up callers and callees, each sample once', () => {
    expect(buildSandwich(recursive, 'walk')).toEqual({
      self: 4,
      total: 7,
      samples: 7,
      callers: [
        { name: 'main', self: 0, total: 7, samples: 7 },
        { name: 'walk', self: 4, total: 6, samples: 6 },
      ],
      callees: [
        { name: 'walk', self: 4, total: 6, samples: 6 },
        { name: 'read', self: 3, total: 3, samples: 3 },
      ],
    })
  })

  it('names the root "" and knows what it does not have', () => {
    expect(buildSandwich(recursive, 'main')?.callers.map((row) => row.name)).toEqual([''])
    expect(buildSandwich(recursive, 'gone')).toBeUndefined()
  })
})

describe('invertTree', () => {
  it('puts leaves on top and callers below', () => {
    expect(drawTree(invertTree(recursive).tree)).toBe(
      [
        'copy 8 0',
        '  main 8 8',
        'walk 4 0',
        '  walk 4 0',
        '    walk 4 0',
        '      main 4 4',
        'read 3 0',
        '  walk 3 0',
        '    walk 2 0',
        '      main 2 2',
        '    main 1 1',
      ].join('\n'),
    )
  })

  it('can keep one leaf only, and says when it had to stop', () => {
    expect(drawTree(invertTree(recursive, { onlyLeaf: 'copy' }).tree)).toBe('copy 8 0\n  main 8 8')
    const cut = invertTree(recursive, { maxNodes: 3 })
    expect([cut.cutOff, cut.tree.total[0]]).toEqual([true, 15])
  })
})

describe('laws', () => {
  const samples = fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 60 })

  it('agrees with counting samples one by one', () => {
    fc.assert(
      fc.property(samples, (stacks) => {
        const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
        for (const stack of stacks) builder.sample(builder.stackFromRoot(stack.map((i) => builder.frame(`f${i}`))), 1)
        const tree = buildCallTree(builder.finish({ format: 'test' }), { column: 0, unit: 'count' })
        const table = buildFunctionTable(tree)
        tree.names.forEach((name, i) => {
          const id = Number(name.slice(1))
          expect(table.total[i]).toBe(stacks.filter((stack) => stack.includes(id)).length)
          expect(table.self[i]).toBe(stacks.filter((stack) => stack.at(-1) === id).length)
          const sandwich = buildSandwich(tree, name)!
          for (const row of sandwich.callees) {
            const callee = Number(row.name.slice(1))
            const direct = stacks.filter((stack) => stack.some((at, k) => at === id && stack[k + 1] === callee))
            expect(row.total).toBe(direct.length)
          }
          expect(sandwich.total).toBe(table.total[i])
        })
        const inverted = invertTree(tree).tree
        expect(inverted.total[0]).toBe(stacks.length)
        expect(drawTree(invertTree(inverted).tree)).toBe(drawTree(tree))
      }),
    )
  })
})
