import { describe, expect, it } from 'vitest'
import { drawTree } from '../testing/drawTree.ts'
import { profileFromText } from '../testing/fromText.ts'
import { buildAhead, keepAhead, onceBuilt } from './onceBuilt.ts'

const text = `
  main    main
  parse   render
  3       1
`

describe('a tree asked for again', () => {
  it('is the very same while somebody holds it', () => {
    const profile = profileFromText(text)
    const first = onceBuilt([{ profile, column: 0, scale: 1, countScale: 1 }], 'count')
    const again = onceBuilt([{ profile, column: 0, scale: 1, countScale: 1 }], 'count')
    expect(again.tree).toBe(first.tree)
    expect(again.countSources).toEqual(first.countSources)
  })

  it('is another one in another scale, of other samples, and of another profile that reads alike', () => {
    const profile = profileFromText(text)
    const part = { profile, column: 0, scale: 1, countScale: 1 }
    const { tree } = onceBuilt([part], 'count')
    expect(onceBuilt([{ ...part, scale: 10 }], 'count').tree.total[0]).toBe(40)
    expect(drawTree(onceBuilt([{ ...part, keepSample: (sample) => sample === 1 }], 'count').tree)).toBe(
      'main 1 0\n  render 1 1',
    )
    expect(onceBuilt([{ ...part, profile: profileFromText(text) }], 'count').tree).not.toBe(tree)
    expect(onceBuilt([part, part], 'count').tree.total[0]).toBe(8)
    expect(onceBuilt([part], 'count').tree).toBe(tree)
  })
})

describe('a tree that was built where its profile was read', () => {
  it('is the one that is given, with all that stands beside it, in another thread’s copy of both', () => {
    const profile = profileFromText(text)
    const part = { profile, column: 0, scale: 1, countScale: 1 }
    const { tree, ...beside } = onceBuilt([part], 'count')
    const moved = structuredClone({ profile, ahead: buildAhead(profile, { column: 0, scale: 1, unit: 'count' }) })
    keepAhead(moved.profile, moved.ahead)
    const there = { ...part, profile: moved.profile }
    const given = onceBuilt([there], 'count')
    expect(given.tree).toBe(moved.ahead.tree)
    expect(given).toEqual({ tree, ...beside, parts: [there] })
  })

  it('is none of another column, scale, unit or choice of samples', () => {
    const profile = profileFromText(text)
    const ahead = buildAhead(profile, { column: 0, scale: 1, unit: 'count' })
    keepAhead(profile, ahead)
    const part = { profile, column: 0, scale: 1, countScale: 1 }
    expect(onceBuilt([{ ...part, scale: 10 }], 'count').tree.total[0]).toBe(40)
    expect(onceBuilt([part], 'nanoseconds').tree.unit).toBe('nanoseconds')
    expect(onceBuilt([{ ...part, keepSample: () => false }], 'count').tree.total[0]).toBe(0)
    expect(onceBuilt([part], 'count').tree).toBe(ahead.tree)
  })
})
