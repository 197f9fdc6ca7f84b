import { describe, expect, it } from 'vitest'
import { calmPod, drawFleet } from '../testing/drawnFleet.ts'
import { differenceOf } from './difference.ts'
import { fleetOf } from './fleet.ts'

const of = (...pods: Parameters<typeof drawFleet>[0]) => fleetOf(drawFleet(pods), {})
const resultsOf = (...args: Parameters<typeof differenceOf>) =>
  Object.fromEntries(differenceOf(...args).map(({ figure, result }) => [figure, result]))

describe('two selections by their series', () => {
  it('a healthy pod against a sick one: waiting is the first line, and was tested', () => {
    const [first] = differenceOf(of(calmPod('a')), of(calmPod('b', { waiters: 46, cores: 0.03 })))
    expect(first).toMatchObject({ figure: 'lockWaitPct', result: 'grew' })
    expect(first?.base).toBeCloseTo(0.9, 1)
    expect(first?.head).toBeCloseTo(59, 0)
  })

  it('the same load twice is no evidence of change, which is not "could not be tested"', () => {
    const all = resultsOf(of(calmPod('a')), of(calmPod('b')))
    expect(new Set(Object.values(all))).toEqual(new Set(['no-evidence']))
  })

  it('a canary of one pod against ten is per process, and of its own time', () => {
    const old = Array.from({ length: 10 }, (_, i) => calmPod(`v1-${i}`, { cores: 0.26, allocMb: 9.4 }))
    const rows = differenceOf(of(...old), of(calmPod('v2', { from: 400, cores: 0.39, allocMb: 9.4 })))
    expect(rows.find(({ figure }) => figure === 'cores')).toMatchObject({ result: 'grew' })
    expect(rows.find(({ figure }) => figure === 'allocMbPerSecond')).toMatchObject({ result: 'no-evidence' })
  })

  it('too few profiles are untested', () => {
    const rows = resultsOf(of(calmPod('a')), of(calmPod('b', { from: 560, cores: 3 })))
    expect(rows['cores']).toBe('untested')
  })

  it('what one side does not have is left out', () => {
    const without = fleetOf(drawFleet([calmPod('a')], { without: ['held', 'parked'] }), {})
    expect(resultsOf(without, of(calmPod('b', { waiters: 40 })))['lockWaitPct']).toBeUndefined()
  })
})
