/** For tests: a small profile to write, and what was read of one. */
import { buildCallTree } from '../profile/buildCallTree.ts'
import { drawTree } from './drawTree.ts'
import type { Profile } from '../profile/profile.ts'
import { explainLoadError } from '../base/result.ts'
import type { WrittenProfile } from './pprofWriter.ts'
import { readPprof } from '../formats/pprof/readPprof.ts'

export const options = { fileName: 'cpu.pb', maxInflatedBytes: 1e8 }
export const cpuTypes = [
  ['samples', 'count'],
  ['cpu', 'nanoseconds'],
] as const

export const small: WrittenProfile = {
  types: cpuTypes,
  periodType: ['cpu', 'nanoseconds'],
  period: 10_000_000,
  timeNanos: 1_795_000_000_000_000_000,
  durationNanos: 10_000_000_000,
  samples: [
    { stack: ['main', 'serve', 'parse'], values: [3, 30_000_000], labels: { thread: 'worker-1' } },
    { stack: ['main', 'serve'], values: [1, 10_000_000], labels: { thread: 'worker-2', bytes: 64 } },
  ],
}

export function read(bytes: Uint8Array): Profile {
  const result = readPprof(bytes, options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value.parts[0]!.profile
}

export const draw = (bytes: Uint8Array, column = 0): string =>
  drawTree(buildCallTree(read(bytes), { column, unit: 'count' }))

export const problem = (bytes: Uint8Array): string => {
  const result = readPprof(bytes, options)
  return result.ok ? 'read' : `${result.error.code}: ${result.error.what}`
}
