import { expect, test } from 'vitest'
import { fleetOf } from '../../core/fleet/fleet.ts'
import { calmPod, drawFleet } from '../../core/testing/drawnFleet.ts'
import { rowsOf } from './fleetRows.ts'
import { type StoreRef, except, isChosen, only } from './selection.ts'

const store: StoreRef = { kind: 'store', name: 'prod', service: 'orders', selector: { zone: 'a', pod: 'orders-0' } }

test('a row is one process with its own figures, and the sick one is first', () => {
  const pods = [0, 1, 2, 3].map((i) => calmPod(`orders-${i}`, i === 2 ? { waiters: 70, cores: 0.007, until: 277 } : {}))
  const fleet = fleetOf(drawFleet(pods), {})
  const split = fleet.splits.find(({ label }) => label === 'pod')
  if (split === undefined) throw new Error('no pods')
  const [first, second] = rowsOf(fleet, split)
  expect(first).toMatchObject({ value: 'orders-2', pattern: 'contention-bound', verdict: 'contention-bound' })
  expect(first?.cells.lock_wait_pct).toMatch(/^≥ [89]\d %$/)
  expect(first?.cells.cpu_user_pct).toBe('0.007 cores')
  // It was there for a part of the window, and only then is that said.
  expect(first?.seconds).toBeGreaterThan(250)
  expect(second?.seconds).toBeUndefined()
  expect(second?.verdict).toBe('quiet')
  expect(second?.cells.lock_wait_pct).toBe('≥ 0.9 %')
  expect(second?.cells.cpu_alloc_pct).toBe('–')
})

test('of very many pods the furthest and the largest have a row, and all others one', () => {
  const pods = Array.from({ length: 120 }, (_, i) => calmPod(`p-${i}`, i === 77 ? { waiters: 70 } : {}))
  const fleet = fleetOf(drawFleet(pods), {})
  const split = fleet.splits.find(({ label }) => label === 'pod')
  if (split === undefined) throw new Error('no pods')
  const rows = rowsOf(fleet, split)
  expect(rows).toHaveLength(51)
  expect(rows[0]?.value).toBe('p-77')
  expect(rows.at(-1)).toMatchObject({ name: '70 others, mean', processes: 70, verdict: '70 quiet' })
})

test('one value, several, and all but some are selections that replace one another', () => {
  expect(only(store, 'pod', ['orders-2']).selector).toEqual({ zone: 'a', pod: 'orders-2' })
  expect(only(store, 'pod', ['a', 'b']).selector).toEqual({ zone: 'a', 'pod~': 'a|b' })
  const rest = except(store, 'pod', ['orders-2'])
  expect(rest.selector).toEqual({ zone: 'a', 'pod!': 'orders-2' })
  expect([isChosen(rest, 'pod', 'orders-2'), isChosen(rest, 'pod', 'orders-1')]).toEqual([false, true])
  const without = except(rest, 'pod', ['x', 'y'])
  expect(without.selector).toEqual({ zone: 'a', 'pod!~': 'x|y' })
  expect([isChosen(without, 'pod', 'x'), isChosen(without, 'pod', 'z')]).toEqual([false, true])
})

test('waits too small to tell are no bound from below: what was recorded is said', () => {
  const pods = [0, 1, 2, 3].map((i) => calmPod(`orders-${i}`, { waiters: i === 2 ? 70 : 0.0001 }))
  const fleet = fleetOf(drawFleet(pods), {})
  const split = fleet.splits.find(({ label }) => label === 'pod')
  if (split === undefined) throw new Error('no pods')
  expect(rowsOf(fleet, split).map(({ cells }) => cells.lock_wait_pct)).toEqual([
    expect.stringMatching(/^≥ [89]\d %$/),
    '0 % recorded',
    '0 % recorded',
    '0 % recorded',
  ])
})
