import type { AnalysisSettings } from '../base/vocabulary.ts'
import type { FleetOptions } from './judge.ts'

/** What a deployment and a reader say of one process. */
export function fleetOptions({ cores, coresFrom, threads, threadsFrom, thresholds }: AnalysisSettings): FleetOptions {
  return {
    ...(cores === undefined ? {} : { cores: { value: cores, from: coresFrom ?? 'given' } }),
    ...(threads === undefined ? {} : { threads: { value: threads, from: threadsFrom ?? 'given' } }),
    ...(thresholds === undefined ? {} : { thresholds }),
  }
}
