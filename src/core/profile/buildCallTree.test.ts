import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCallTree, buildCallTreeOfMany } from './buildCallTree.ts'
import { drawTree } from '../testing/drawTree.ts'
import { profileFromText } from '../testing/fromText.ts'
import { ProfileBuilder } from './profileBuilder.ts'
import { sourcePlace } from './sourcePlace.ts'
import type { CallTree } from './callTree.ts'
import type { Profile } from './profile.ts'

const count = { column: 0, unit: 'count' } as const
const drawing = (text: string): string => {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const margin = Math.min(...lines.map((line) => line.search(/\S/)))
  return lines.map((line) => line.slice(margin)).join('\n')
}

describe('buildCallTree', () => {
  it('adds up samples that share a prefix, largest child first', () => {
    const profile = profileFromText(`
      main    main    main    main
      render  parse   parse   parse
              gunzip  utf8    gunzip
    `)
    expect(drawTree(buildCallTree(profile, count))).toBe(
      drawing(`
        main 4 0
          parse 3 0
            gunzip 2 2
            utf8 1 1
          render 1 1
      `),
    )
  })

  it('has what two functions of one name call under one node, and a function only once below them', () => {
    const builder = new ProfileBuilder([{ type: 'cpu', unit: 'count' }])
    const [main, one, other, parse] = [
      builder.frame('main', 'app.py'),
      builder.frame('load', 'one.py'),
      builder.frame('load', 'other.py'),
      builder.frame('parse', 'text.py'),
    ]
    builder.sample(builder.stackFromRoot([main, one, parse, main]), 1)
    builder.sample(builder.stackFromRoot([main, other, parse, main]), 2)
    builder.sample(builder.stackFromRoot([main, parse]), 4)
    expect(drawTree(buildCallTree(builder.finish({ format: 'x' }), count))).toBe(
      drawing(`
        main 7 0
          parse 4 4
          load 3 0
            parse 3 0
              main 3 3
      `),
    )
  })

  it('keeps recursion apart level by level', () => {
    const profile = profileFromText(`
      walk  walk  walk
      walk  walk
      walk
    `)
    expect(drawTree(buildCallTree(profile, count))).toBe('walk 3 1\n  walk 2 1\n    walk 1 1')
  })

  it('makes one node of frames that differ only in file, line or inlining', () => {
    const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
    builder.sample(builder.stackFromRoot([builder.frame('main', 'a.c', 3)]), 1)
    builder.sample(builder.stackFromRoot([builder.frame('main', 'b.c', 9, 'lib.so', 1)]), 2)
    const tree = buildCallTree(builder.finish({ format: 'test' }), count)
    expect(drawTree(tree)).toBe('main 3 3')
    expect([tree.files[0], tree.modules[0]]).toEqual(['a.c', 'lib.so'])
  })

  it('names a function by the lowest line of its first file, whichever capture comes first', () => {
    const capture = (file: string, line: number): Profile => {
      const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
      builder.sample(builder.stackFromRoot([builder.frame('place', file, line)]), 1)
      return builder.finish({ format: 'test' })
    }
    const placeOf = (...captures: readonly Profile[]): string =>
      sourcePlace(
        buildCallTreeOfMany(
          captures.map((profile) => ({ profile, column: 0 })),
          { unit: 'count' },
        ).tree,
        0,
      )
    const [early, late, unknown, elsewhere] = [
      capture('book.go', 37),
      capture('book.go', 41),
      capture('book.go', 0),
      capture('other.go', 3),
    ]
    expect(placeOf(early, late)).toBe('book.go:37')
    expect(placeOf(late, unknown, early)).toBe('book.go:37')
    expect(placeOf(late, elsewhere)).toBe('book.go:41')
  })

  it('gives what a frame of the sampling itself has of its own to the function it interrupted, and leaves its callees', () => {
    const profile = profileFromText(`
      main  main                  main                  runtime.asyncPreempt
      work  work                  work
            runtime.asyncPreempt  runtime.asyncPreempt
                                  runtime.asyncPreempt2
    `)
    expect(drawTree(buildCallTree(profile, count))).toBe(
      drawing(`
        main 3 0
          work 3 2
            runtime.asyncPreempt 1 0
              runtime.asyncPreempt2 1 1
        runtime.asyncPreempt 1 1
      `),
    )
  })

  it('takes a function of the program for none of the sampling, whatever it is called', () => {
    const profile = profileFromText(`
      main               main
      work               work
      work.asyncPreempt
    `)
    expect(drawTree(buildCallTree(profile, count))).toBe('main 2 0\n  work 2 1\n    work.asyncPreempt 1 1')
  })

  it('gives samples without frames to the root', () => {
    const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
    builder.sample(-1, 5)
    builder.sample(builder.stackFromRoot([builder.frame('main')]), 1)
    const built = buildCallTreeOfMany([{ profile: builder.finish({ format: 'test' }), column: 0 }], { unit: 'count' })
    expect(built.tree.total[0]).toBe(6)
    expect(built.withoutFrames).toBe(5)
  })

  it('leaves samples out in the open, and does not draw what only they had', () => {
    const profile = profileFromText(`
      main  main
      work  pprof
      3     4
    `)
    const built = buildCallTreeOfMany([{ profile, column: 0, keepSample: (sample) => sample === 0 }], { unit: 'count' })
    expect(drawTree(built.tree)).toBe('main 3 0\n  work 3 3')
    expect([built.leftOut, built.leftOutSamples]).toEqual([4, 4])
  })

  it('renames frames on the way in', () => {
    const profile = profileFromText(`
      main  main
      a:1   a:2
    `)
    const frameName = (frame: number): string => profile.strings[profile.frames.name[frame]!]!.replace(/:\d+$/, '')
    expect(drawTree(buildCallTree(profile, { ...count, frameName }))).toBe('main 2 0\n  a 2 2')
  })
})

describe('buildCallTreeOfMany', () => {
  const base = profileFromText(`
    main  main  main
    old   work  idle
    2     3     1
  `)
  const head = profileFromText(`
    main  main  main
    new   work  idle
    4     9     1
  `)

  it('sums intervals', () => {
    const { tree } = buildCallTreeOfMany(
      [base, head].map((profile) => ({ profile, column: 0 })),
      { unit: 'count' },
    )
    expect(drawTree(tree)).toBe('main 20 0\n  work 12 12\n  new 4 4\n  idle 2 2\n  old 2 2')
  })

  it('subtracts cumulative snapshots, drops what did not move, and reports what went below zero', () => {
    const parts = [
      { profile: head, column: 0 },
      { profile: base, column: 0, scale: -1 },
    ]
    const kept = buildCallTreeOfMany(parts, { unit: 'count' })
    expect(drawTree(kept.tree)).toBe('main 8 0\n  work 6 6\n  new 4 4\n  old -2 -2')
    expect([kept.negative, kept.negativePaths]).toEqual([-2, 1])
    const zeroed = buildCallTreeOfMany(parts, { unit: 'count', negatives: 'zero' })
    expect(drawTree(zeroed.tree)).toBe('main 10 0\n  work 6 6\n  new 4 4')
    expect([zeroed.negative, zeroed.negativePaths]).toEqual([-2, 1])
  })

  it('divides a summed gauge by its number of snapshots, values and events alike', () => {
    const { tree } = buildCallTreeOfMany([{ profile: head, column: 0, scale: 0.5, countScale: 0.5 }], { unit: 'count' })
    expect(drawTree(tree, { samples: true })).toBe(
      'main 7 0 [7 0]\n  work 4.5 4.5 [4.5 4.5]\n  new 2 2 [2 2]\n  idle 0.5 0.5 [0.5 0.5]',
    )
  })

  it('changes the unit without inventing events', () => {
    const { tree } = buildCallTreeOfMany([{ profile: base, column: 0, scale: 10 }], { unit: 'nanoseconds' })
    expect(drawTree(tree, { samples: true }).split('\n')[0]).toBe('main 60 0 [6 0]')
  })
})

const stacksArbitrary = fc.array(
  fc.record({ path: fc.array(fc.nat(6), { maxLength: 8 }), weight: fc.integer({ min: 1, max: 1000 }) }),
  { maxLength: 120 },
)

function profileOf(stacks: readonly { readonly path: readonly number[]; readonly weight: number }[]): Profile {
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  for (const { path, weight } of stacks) {
    builder.sample(builder.stackFromRoot(path.map((i) => builder.frame(`f${i}`))), weight)
  }
  return builder.finish({ format: 'test' })
}

function expectWellFormed(tree: CallTree): void {
  for (let node = 1; node < tree.length; node++) {
    const parent = tree.parent[node]!
    expect(parent).toBeLessThan(node)
    expect(tree.depth[node]).toBe(tree.depth[parent]! + 1)
    expect(tree.subtreeEnd[node]!).toBeGreaterThan(node)
    expect(tree.subtreeEnd[node]!).toBeLessThanOrEqual(tree.subtreeEnd[parent]!)
  }
  for (let node = 0; node < tree.length; node++) {
    let sum = tree.self[node]!
    let previous = Infinity
    for (let child = node + 1; child < tree.subtreeEnd[node]!; child = tree.subtreeEnd[child]!) {
      expect(tree.parent[child]).toBe(node)
      expect(tree.total[child]!).toBeLessThanOrEqual(previous)
      previous = tree.total[child]!
      sum += tree.total[child]!
    }
    expect(tree.total[node]).toBe(sum)
  }
}

describe('laws of call trees', () => {
  it('every tree is in depth-first order, adds up, and has its largest children first', () => {
    fc.assert(
      fc.property(stacksArbitrary, (stacks) => {
        const tree = buildCallTree(profileOf(stacks), count)
        expectWellFormed(tree)
        expect(tree.total[0]).toBe(stacks.reduce((sum, { weight }) => sum + weight, 0))
      }),
    )
  })

  it('two halves merged are the whole', () => {
    fc.assert(
      fc.property(stacksArbitrary, stacksArbitrary, (a, b) => {
        const whole = buildCallTree(profileOf([...a, ...b]), count)
        const merged = buildCallTreeOfMany(
          [a, b].map((half) => ({ profile: profileOf(half), column: 0 })),
          { unit: 'count' },
        )
        expect(drawTree(merged.tree, { samples: true })).toBe(drawTree(whole, { samples: true }))
      }),
    )
  })

  it('a profile minus itself is empty', () => {
    fc.assert(
      fc.property(stacksArbitrary, (stacks) => {
        const profile = profileOf(stacks)
        const { tree } = buildCallTreeOfMany(
          [
            { profile, column: 0 },
            { profile, column: 0, scale: -1 },
          ],
          { unit: 'count' },
        )
        expect(tree.length).toBe(1)
      }),
    )
  })

  it('a stack of a hundred thousand frames is only deep', () => {
    const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
    const frames = Array.from({ length: 100_000 }, (_, i) => builder.frame(`f${i % 7}`))
    builder.sample(builder.stackFromRoot(frames), 1)
    const tree = buildCallTree(builder.finish({ format: 'test' }), count)
    expect(tree.depth[tree.length - 1]).toBe(100_000)
    expect(tree.total[1]).toBe(1)
  })
})
