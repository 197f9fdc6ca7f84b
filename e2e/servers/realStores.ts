/** Real stores with fleets in them whose every figure is known, and what is asked of them: captures, analyses, comparisons. */
import type { Analysis } from '../../src/core/analysis/analysis.ts'
import { mulberry32 } from '../../src/core/base/random.ts'
import { explainLoadError } from '../../src/core/base/result.ts'
import type { TimeWindow } from '../../src/core/base/units.ts'
import type { SignalId } from '../../src/core/base/vocabulary.ts'
import type { Comparison } from '../../src/core/diff/comparison.ts'
import { fleetOf } from '../../src/core/fleet/fleet.ts'
import type { FleetData } from '../../src/core/fleet/series.ts'
import { createHttp } from '../../src/sources/http/http.ts'
import { parca } from '../../src/sources/parca/parca.ts'
import { pyroscope } from '../../src/sources/pyroscope/pyroscope.ts'
import type { CaptureSet, ProfileSource, Selection } from '../../src/sources/source.ts'
import { type DrawnProcess, calm, parcaServices, pyroscopeServices } from './drawnServices.ts'
import { type ParcaOptions, startParca } from './parca.ts'
import { type PyroscopeOptions, type StoredService, startPyroscope } from './pyroscope.ts'
import { analyseCaptures, compareCaptures } from './readCaptures.ts'
import type { TestServer } from './serve.ts'

export const startMs = Date.parse('2026-11-28T10:10:00Z')
export const window: TimeWindow = { fromMs: startMs, untilMs: startMs + 600_000 }
export const drawn = { startMs, seconds: 600 }
export const later = startMs + 3_600_000

let running: TestServer | undefined

/** The store of the test that runs. */
export const server = (): TestServer => {
  if (running === undefined) throw new Error('no store was started')
  return running
}

export async function closeStore(): Promise<void> {
  await running?.close()
  running = undefined
}

export async function inPyroscope(
  services: readonly StoredService[],
  more: Partial<PyroscopeOptions> = {},
): Promise<ProfileSource> {
  const server = await startPyroscope({ services, nowMs: later, ...more })
  running = server
  const config = { kind: 'pyroscope', name: 'prod', title: 'prod', url: server.url, headers: {} } as const
  return pyroscope({ http: createHttp({ fetch }), config, now: () => later })
}

export async function inParca(
  services: ParcaOptions['services'],
  more: Partial<ParcaOptions> = {},
): Promise<ProfileSource> {
  const server = await startParca({ services, plainNotFound: true, ...more })
  running = server
  const config = { kind: 'parca', name: 'edge', title: 'edge', url: server.url, headers: {} } as const
  return parca({ http: createHttp({ fetch }), config, now: () => later })
}

export async function capturesOf(source: ProfileSource, selection: Selection, of = window): Promise<CaptureSet> {
  const set = await source.captures(selection, of)
  if (!set.ok) throw new Error(explainLoadError(set.error))
  return set.value
}

export const asked = async (
  source: ProfileSource,
  selection: Selection,
  cores?: number,
  of = window,
): Promise<Analysis> => analyseCaptures(await capturesOf(source, selection, of), of, cores)

export function value(analysis: Analysis, id: SignalId): number {
  const signal = analysis.story.signals[id]
  if (signal.state === 'absent') throw new Error(`${id}: ${signal.why}`)
  return signal.value
}

export const none: FleetData = { window, instanceLabels: [], measures: [], failed: [] }

/** Varies by a fifth from profile to profile. */
export function about(mean: number, seed: number): () => number {
  const random = mulberry32(seed)
  return () => mean * (0.8 + 0.4 * random())
}

export type Side = readonly [labels: Record<string, string>, of: TimeWindow]

export async function compared(source: ProfileSource, a: Side, b: Side, service = 'orders'): Promise<Comparison> {
  const sideOf = async ([labels, of]: Side) => {
    const set = await source.compared(all(service, labels), of)
    if (!set.ok) throw new Error(explainLoadError(set.error))
    const names = fleetOf(set.value.fleet ?? none).members.map(({ name }) => name)
    return { set: set.value, window: of, run: JSON.stringify(labels), processes: names.join() }
  }
  return compareCaptures(await sideOf(a), await sideOf(b))
}

export const all = (service: string, labels: Record<string, string> = {}): Selection => ({ service, labels })

/** One of four waits for three quarters of its time, since 10:16:20. */
export const orders = [
  calm('orders-0'),
  calm('orders-1'),
  calm('orders-2', { cores: 0.007, waiters: (second) => (second < 380 ? 0.7 : 60), goroutines: 78 }),
  calm('orders-3'),
]

export const stores = {
  Pyroscope: (service: string, processes: readonly DrawnProcess[]) =>
    inPyroscope(pyroscopeServices(service, processes, drawn)),
  Parca: (service: string, processes: readonly DrawnProcess[]) => inParca(parcaServices(service, processes, drawn)),
}

export type Store = keyof typeof stores
export const bothStores = Object.keys(stores) as Store[]
