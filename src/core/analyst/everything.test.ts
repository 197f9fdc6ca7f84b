import { expect, it } from 'vitest'
import { everythingOf } from './everything.ts'

const cpu = { covers: 'interval' as const, window: { fromMs: 10_000, untilMs: 25_000 } }
const heapAt = (untilMs: number) => ({ covers: 'cumulative' as const, window: { fromMs: 0, untilMs } })

it('opens files with the snapshots at both ends of the CPU profile, and not from the start of the process', () => {
  expect(everythingOf([heapAt(10_000), cpu, heapAt(37_000)])).toEqual({ fromMs: 10_000, untilMs: 37_000 })
  expect(everythingOf([cpu])).toEqual(cpu.window)
})

it('gives one instant a second around it, and files without a time no window', () => {
  expect(everythingOf([heapAt(10_000)])).toEqual({ fromMs: 9500, untilMs: 10_500 })
  expect(everythingOf([{ covers: 'gauge' }])).toBeUndefined()
})
