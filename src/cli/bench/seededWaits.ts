/**
 * A Flight Recorder file of a service that queues: 500,000 waits for 200 locks, each with the thread that let go, an eighth as many writes
 * to files between them, and samples; some 50 MB. Same seed, same bytes.
 */
import { drawJfr, type DrawnField, type DrawnTypes } from '../../core/testing/drawJfr.ts'
import { jfrPools, jfrTypes, withEvents } from './seededJfr.ts'
import type { SeededTree } from './seededTree.ts'

const timed: readonly DrawnField[] = [
  { name: 'startTime', type: 'long', unit: 'TICKS' },
  { name: 'duration', type: 'long', unit: 'TICKS' },
  { name: 'eventThread', type: 'java.lang.Thread', pooled: true },
  { name: 'stackTrace', type: 'jdk.types.StackTrace', pooled: true },
]
const types: DrawnTypes = {
  ...jfrTypes,
  'jdk.JavaMonitorEnter': [
    ...timed,
    { name: 'monitorClass', type: 'java.lang.Class', pooled: true },
    { name: 'previousOwner', type: 'java.lang.Thread', pooled: true },
    { name: 'address', type: 'long' },
  ],
  'jdk.FileWrite': [...timed, { name: 'path', type: 'java.lang.String' }, { name: 'bytesWritten', type: 'long' }],
}
const idOf = (name: string): number => 19 + Object.keys(types).indexOf(name)
/** One null reference to a string. */
const noPath = 0

export const waits = 500_000
const threads = 64
const locks = 200

export function toWaitingJfr(tree: SeededTree): Uint8Array {
  const { leaf } = tree
  const base = drawJfr({ types, durationMs: waits, pools: jfrPools(tree), events: [] })
  return withEvents(tree, base, idOf, (event) => {
    for (let i = 0; i < waits; i += 1) {
      // Eight threads a lock at a time: each gets it from the one before.
      const lock = (i >> 9) % locks
      const thread = (i % 8) + 8 * (lock % 8) + 1
      const owner = ((i + 7) % 8) + 8 * (lock % 8) + 1
      // A lock is taken at a few places, however many threads do.
      const stack = leaf[lock * 16 + (i % 5)]! + 1
      const startNs = i * 1_000_000
      event('jdk.JavaMonitorEnter', [
        startNs,
        7_000_000,
        thread,
        stack,
        (lock % 40) + 1,
        owner,
        0x7f00_0000 + lock * 64,
      ])
      if (i % 8 === 0) event('jdk.FileWrite', [startNs, 600_000, owner, stack, noPath, 4096])
      if (i % 2 === 0) event('jdk.ExecutionSample', [startNs, (i % threads) + 1, leaf[i % leaf.length]! + 1, 1])
    }
  })
}
