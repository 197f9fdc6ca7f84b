import { describe, expect, it } from 'vitest'
import { analyse, storyOf } from '../analysis/analyse.ts'
import { tellComparison } from '../analysis/words/comparison.ts'
import { atSecond, captureOf } from '../testing/captures.ts'
import type { ValueType } from '../profile/profile.ts'
import { compareWindows } from './compare.ts'
import type { WindowToCompare } from './windowToCompare.ts'
import type { Comparison } from './comparison.ts'

const bytes = (type: string): ValueType => ({ type, unit: 'bytes' })
type NativeType = 'malloc_inuse_space' | 'malloc'

/** A Java service: what it allocates on its heap, the same always, and what malloc was asked for beside it, where that was recorded. */
function side(native?: { readonly type: NativeType; readonly text: string }): WindowToCompare {
  const managed = captureOf({
    kind: 'heap',
    from: 0,
    until: 30,
    runtime: 'jvm',
    valueType: bytes('alloc_space'),
    text: 'Main.run\nShop.list\n300000000',
  })
  const held = native?.type === 'malloc_inuse_space'
  const malloc =
    native &&
    captureOf({
      kind: 'heap',
      ...(held ? { covers: 'gauge' as const, from: 30 } : { from: 0, until: 30 }),
      runtime: 'jvm',
      valueType: bytes(native.type),
      text: native.text,
    })
  const input = {
    captures: malloc ? [managed, malloc] : [managed],
    facts: [],
    window: { fromMs: atSecond(0), untilMs: atSecond(30) },
    settings: {},
  }
  const analysed = analyse(input)
  return { profiles: analysed.profiles, story: storyOf(analysed, 'UTC'), blocks: [] }
}
const compared = (base: WindowToCompare, head: WindowToCompare): Comparison =>
  tellComparison(compareWindows(base, head, true).comparison, 'UTC')

const held = (text: string): WindowToCompare => side({ type: 'malloc_inuse_space', text })
const drawn = (inflate: number): string => `
  Main.run     Main.run
  Zip.inflate  Tls.open
  malloc       malloc
  ${String(inflate).padEnd(11)}  6000000
`
const small = drawn(4_000_000)

describe('memory of native code in two windows', () => {
  it('is compared held with held, in a view of its own: the managed heap and the list of changes know nothing of it', () => {
    const grown = compared(held(small), held(drawn(400_000_000)))
    expect(grown.native).toMatchObject({
      state: 'compared',
      shows: 'native_live',
      unit: 'bytes',
      base: { total: 10_000_000 },
      head: { total: 406_000_000 },
    })
    expect(grown.views.heap_live.state).toBe('absent')
    expect(grown.views.heap_alloc).toMatchObject({ state: 'compared', base: { total: 300_000_000 } })
    expect(grown.changes.map(({ name }) => name)).not.toContain('Zip.inflate')
  })

  it('is compared allocated with allocated, per second', () => {
    const allocated = (text: string): WindowToCompare => side({ type: 'malloc', text })
    const { native } = compared(allocated(small), allocated(drawn(34_000_000)))
    expect(native).toMatchObject({ state: 'compared', shows: 'native_alloc', kind: 'heap_alloc' })
    expect(native?.state === 'compared' && [native.base.rate, native.head.rate]).toEqual([10e6 / 30, 40e6 / 30])
  })

  it('is not held against what was allocated: which side says which is told', () => {
    const { native } = compared(held(small), side({ type: 'malloc', text: small }))
    expect(native).toEqual({
      state: 'refused',
      kind: 'heap_alloc',
      text: 'A says what native code holds, B what it allocated, freed or not: the two are not one amount.',
    })
  })

  it('that one side did not record is said of that side, and never read as nothing', () => {
    expect(compared(side(), held(small)).native).toEqual({
      state: 'one-sided',
      kind: 'heap_live',
      text: 'A: memory of native code was not recorded.',
    })
    expect(compared(held(small), side()).native).toMatchObject({ text: 'B: memory of native code was not recorded.' })
  })

  it('is not mentioned where neither side recorded it', () => {
    expect(compared(side(), side())).not.toHaveProperty('native')
  })

  it('of several runs is refused: the last of them is not all of them', () => {
    const one = held(small)
    const runs: WindowToCompare = { ...one, runs: [one.profiles, one.profiles] }
    expect(compared(runs, held(small)).native).toMatchObject({
      state: 'refused',
      text: expect.stringContaining('runs'),
    })
  })
})
