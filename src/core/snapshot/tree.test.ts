import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallTree } from '../profile/callTree.ts'
import { buildFunctionTable } from '../profile/functions.ts'
import { NameTable, TreeNodes } from '../profile/treeNodes.ts'
import { alignTrees } from '../diff/alignTrees.ts'
import { decodeTree, encodeTree } from './encodeTree.ts'
import { pruneAligned } from './pruneAligned.ts'
import { pruneTree } from './pruneTree.ts'

function treeOf(paths: readonly (readonly [readonly string[], number])[]): CallTree {
  const table = new NameTable()
  const nodes = new TreeNodes()
  for (const [path, value] of paths) {
    let row = -1
    for (const name of path) row = nodes.child(row, table.add(name, `${name}.go`, ''))
    nodes.add(row, value, value / 10)
  }
  return nodes.finish(table, 'nanoseconds')
}

const trees = fc
  .array(
    fc.tuple(
      fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 1e12 }),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((paths) => treeOf(paths))

describe('a tree in a snapshot', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const back = decodeTree(encodeTree(tree), 'a snapshot')
        if (!back.ok) throw new Error(back.error.what)
        expect([...back.value.subtreeEnd]).toEqual([...tree.subtreeEnd])
        expect([...back.value.parent]).toEqual([...tree.parent])
        expect([...back.value.total]).toEqual([...tree.total])
        expect(back.value.names.length).toBe(new Set([...tree.name].slice(1)).size)
        for (let node = 1; node < tree.length; node++) {
          expect(back.value.names[back.value.name[node] ?? -1]).toBe(tree.names[tree.name[node] ?? -1])
        }
      }),
    )
  })

  it('is refused, never thrown over, when its bytes are cut or changed', () => {
    fc.assert(
      fc.property(trees, fc.nat(), fc.nat(255), (tree, at, byte) => {
        const bytes = encodeTree(tree)
        expect(decodeTree(bytes.slice(0, at % bytes.length), 'a snapshot').ok).toBe(false)
        const changed = bytes.slice()
        changed[at % bytes.length] = byte
        expect(decodeTree(changed, 'a snapshot')).toHaveProperty('ok')
      }),
    )
  })

  it('keeps its total and the totals of what it keeps when it is cut down', () => {
    fc.assert(
      fc.property(trees, fc.integer({ min: 2, max: 30 }), (tree, most) => {
        const { tree: small } = pruneTree(tree, most)
        expect(small.total[0]).toBeCloseTo(tree.total[0] ?? 0, 3)
        expect(small.length).toBeLessThanOrEqual(tree.length)
        const [first] = small.name.slice(1)
        fc.pre(first !== undefined)
        const name = small.names[first] ?? ''
        const whole = buildFunctionTable(tree)
        const at = tree.names.indexOf(name)
        // The dearest child of the root is kept with its whole cost.
        if (at >= 0) expect(buildFunctionTable(small).total[first]).toBeLessThanOrEqual((whole.total[at] ?? 0) + 1e-6)
      }),
    )
  })
  it('of two windows says of each row where its subtree ends, and of both windows what each row cost', () => {
    const base = treeOf([
      [['main', 'parse', 'utf8'], 40],
      [['main', 'render'], 50],
      [['main', 'log'], 1],
    ])
    const head = treeOf([
      [['main', 'parse', 'utf8'], 90],
      [['main', 'flush', 'write'], 2],
    ])
    const { aligned, dropped } = pruneAligned(alignTrees(base, head, { baseExposure: 1, headExposure: 1 }), 5)
    const { union } = aligned
    const rows = Array.from(union.name, (name) => union.names[name] ?? 'all')
    expect([rows, [...union.parent], [...union.subtreeEnd], dropped]).toEqual([
      ['all', 'main', 'parse', 'utf8', 'render', '(3 smaller frames, not kept)'],
      [-1, 0, 1, 2, 1, 1],
      [6, 6, 4, 4, 5, 6],
      3,
    ])
    expect([...aligned.base.total]).toEqual([91, 91, 40, 40, 50, 1])
    expect([...aligned.head.total]).toEqual([92, 92, 90, 90, 0, 2])
  })
})
