import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallTree } from '../profile/callTree.ts'
import { buildFunctionTable } from '../profile/functions.ts'
import { NameTable, TreeNodes } from '../profile/treeNodes.ts'
import { decodeTree, encodeTree } from './encodeTree.ts'
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
})
