/** Runs of one drawn service, each a little different, as windows to compare. */
import { mulberry32 } from '../base/random.ts'
import { normal } from './chance.ts'
import { drawnWindow, type Drawn } from './labelledService.ts'

export interface DrawnRun {
  readonly seed: number
  /** Standard deviation of a function's log-cost from run to run; 2 % unless said. */
  readonly perRun?: number
  /** Of single functions. */
  readonly perRunOf?: Readonly<Record<string, number>>
  /** Everything by this factor. */
  readonly all?: number
  /** Callers (a subtree each) by their factor. */
  readonly callers?: Readonly<Record<string, number>>
  /** Single functions by their factor. */
  readonly one?: Readonly<Record<string, number>>
  readonly samples?: number
}

/** 96 functions under twelve callers, two in three below the first; 20,000 samples in 300 s unless said. */
export function drawnRun(drawn: DrawnRun): Drawn {
  const { seed, perRun = 0.02, perRunOf = {}, all = 1, callers = {}, one = {}, samples = 20_000 } = drawn
  const random = mulberry32(seed)
  const costs = Array.from({ length: 96 }, (_, at) => 1 / (at + 3) ** 0.7)
  const sum = costs.reduce((total, cost) => total + cost, 0)
  const paths: Record<string, number> = {}
  for (const [at, cost] of costs.entries()) {
    const name = `function${at}`
    const caller = at % 3 === 0 ? `caller${1 + (at % 11)}` : 'caller0'
    const factor = all * (callers[caller] ?? 1) * (one[name] ?? 1)
    const mean = ((samples * cost) / sum) * factor * Math.exp((perRunOf[name] ?? perRun) * normal(random))
    paths[`main;${caller};${name}`] = Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  }
  return drawnWindow({ from: 0, blockSeconds: 300, blocks: [{ '': paths }] })
}
