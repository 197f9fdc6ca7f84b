import { describe, expect, it } from 'vitest'
import { tellComparison } from '../analysis/words/comparison.ts'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import type { LabelChoice } from '../profile/onlyLabel.ts'
import { partOfWindow } from '../window/partOfWindow.ts'
import { compareWindows } from './compare.ts'
import type { WindowToCompare } from './windowToCompare.ts'

/** Eight parts of ten seconds; /pay signs, all others render; what has no endpoint collects. */
const shop = drawnWindow({
  from: 0,
  blockSeconds: 10,
  blocks: Array.from({ length: 8 }, (_, at) => ({
    '/pay': { 'serve;sign': 30 + (at % 3), 'serve;render': 10 },
    '/list': { 'serve;sign': 2, 'serve;render': 100 + (at % 5) },
    '/home': { 'serve;sign': 2, 'serve;render': 90 },
    '': { gcBgMarkWorker: 60 },
  })),
})

function side(only: LabelChoice): WindowToCompare {
  const whole = windowToCompare(shop)
  return {
    ...whole,
    isPart: true,
    profiles: partOfWindow(whole.profiles, only),
    blocks: whole.blocks.map((block) => partOfWindow(block, only)),
  }
}

const pay: LabelChoice = { key: 'endpoint', value: '/pay' }

describe('one value of a label against the rest', () => {
  const { comparison } = compareWindows(side({ ...pay, rest: true }), side(pay))

  it('finds what it does more of, in shares of each part, never in amounts', () => {
    const sign = comparison.changes.find(({ name }) => name === 'sign')
    expect(sign).toMatchObject({ verdict: 'grew', sharesOnly: true })
    expect(sign?.headShare).toBeGreaterThan(0.7)
    expect(sign?.baseShare).toBeLessThan(0.03)
    expect(sign?.text).toMatch(/^takes a larger share: /)
    expect(
      tellComparison(comparison, 'UTC')
        .title?.map(({ text }) => text)
        .join(''),
    ).toMatch(/^sign takes a larger share in B: 2\.\d % → \d\d % of CPU\.$/)
    // The rest is five times as much: that is its size, and no change.
    expect(comparison.views.cpu).toMatchObject({ state: 'compared', distinguishable: false, base: { seconds: 0 } })
  })

  it('has what carries no label on neither side', () => {
    expect(comparison.changes.map(({ name }) => name)).not.toContain('gcBgMarkWorker')
    const { cpu } = comparison.views
    expect(cpu.state === 'compared' && cpu.head.samples).toBe(8 * 40 + 7)
  })

  it('says that these are parts, and nothing of lengths that nobody lacks', () => {
    const ids = comparison.comparability.map(({ id }) => id)
    expect(ids).toContain('parts')
    expect(ids).not.toContain('no-lengths')
    expect(tellComparison(comparison, 'UTC').comparability.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('parts of one window'),
    )
  })

  it('learns the noise from its parts, and says of what only one of them does no more than that', () => {
    expect(comparison.yardstick).toContain('measured inside A and B')
    const other = drawnWindow({
      from: 0,
      blockSeconds: 10,
      blocks: Array.from({ length: 8 }, (_, at) => ({
        '/pay': { 'serve;pay;sign': 40 + (at % 3) },
        '/list': { 'serve;list;render': 60 + (at % 5) },
        '/home': { 'serve;home;render': 50 },
      })),
    })
    const whole = windowToCompare(other)
    const part = (only: LabelChoice): WindowToCompare => ({
      ...whole,
      isPart: true,
      profiles: partOfWindow(whole.profiles, only),
      blocks: whole.blocks.map((block) => partOfWindow(block, only)),
    })
    const found = compareWindows(part({ ...pay, rest: true }), part(pay)).comparison
    expect(found.changes.find(({ name }) => name === 'pay')?.verdict).toBe('new')
    expect(found.changes.filter(({ switched }) => switched !== undefined)).toEqual([])
  })

  it('compares no profile that does not carry the label', () => {
    const tenant = compareWindows(side({ key: 'tenant', value: 'a', rest: true }), side({ key: 'tenant', value: 'a' }))
    const told = tellComparison(tenant.comparison, 'UTC')
    expect(told.changes).toEqual([])
    expect(told.views.cpu).toMatchObject({ state: 'absent' })
    expect(told.views.cpu.state !== 'compared' && told.views.cpu.text).toContain(
      'Samples of the CPU profile do not say their tenant.',
    )
  })

  it('finds nothing between two values that do the same', () => {
    const alike = drawnWindow({
      from: 0,
      blockSeconds: 10,
      blocks: Array.from({ length: 8 }, (_, at) => ({
        '/a': { 'serve;sign': 30 + (at % 3), 'serve;render': 60 },
        '/b': { 'serve;sign': 31, 'serve;render': 60 + (at % 4) },
        '/c': { 'serve;sign': 30, 'serve;render': 61 },
      })),
    })
    const whole = windowToCompare(alike)
    const part = (only: LabelChoice): WindowToCompare => ({
      ...whole,
      isPart: true,
      profiles: partOfWindow(whole.profiles, only),
      blocks: whole.blocks.map((block) => partOfWindow(block, only)),
    })
    const b: LabelChoice = { key: 'endpoint', value: '/b' }
    expect(compareWindows(part({ ...b, rest: true }), part(b)).comparison.changes).toEqual([])
  })
})
