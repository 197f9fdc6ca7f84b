/**
 * One pod that waits for a lock from some minute on, drawn of a few functions: for tests of what happens around a store. A page reads and
 * draws it in a quarter of what the recorded incident of an order book costs it.
 */
import type { TimeWindow } from '../../src/core/base/units.ts'
import { parcaServices, pyroscopeServices } from './drawnServices.ts'
import type { ScrapedService } from './parca.ts'
import type { StoredService } from './pyroscope.ts'

const startMs = Date.parse('2026-11-22T12:40:00Z')
const drawn = { startMs, seconds: 300, cadence: 10 }

/** In which it waits; what it waits for grows, so that no two windows have the same figures. */
export const incident: TimeWindow = { fromMs: startMs + 140_000, untilMs: startMs + 300_000 }

const process = (pod: string) => ({
  pod,
  cores: 0.03,
  waiters: (second: number) => (second < 100 ? 0.7 : 55 + second / 30),
  goroutines: 78,
  allocMb: 0.3,
  liveMb: 12,
})

export const inPyroscope = (pod: string): readonly StoredService[] =>
  pyroscopeServices('orderbook', [process(pod)], drawn)

/** The same in Pyroscope, as if it had ended in the last whole minute. */
export function justNow(): {
  readonly services: readonly StoredService[]
  readonly nowMs: number
  readonly recent: TimeWindow
} {
  const nowMs = Date.now()
  const laterMs = Math.floor(nowMs / 60_000) * 60_000 - incident.untilMs
  return {
    services: pyroscopeServices('orderbook', [process('a')], { ...drawn, startMs: startMs + laterMs }),
    nowMs,
    recent: { fromMs: incident.fromMs + laterMs, untilMs: incident.untilMs + laterMs },
  }
}

export const inParca = (pod: string): readonly ScrapedService[] => parcaServices('orderbook', [process(pod)], drawn)
