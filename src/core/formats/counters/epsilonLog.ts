/**
 * The log of Epsilon, which only allocates: now and then how much of the heap is used, and never a collection.
 *
 *   [2.947s][info][gc] Heap: 65536K reserved, 65536K (100.00%) committed, 6609K (10.09%) used
 *
 * What is used is all that was allocated since the start.
 */
import { formatBytes } from '../../base/numbers.ts'
import { bytesPerMb } from '../../base/units.ts'
import type { AllocatedTotal, FormatReader } from '../parsedFile.ts'
import { factsOnly } from './factsOnly.ts'
import { thinned } from './heapSteps.ts'
import { roundingOf, sizeOf } from './numbers.ts'

export interface HeapFill extends Required<Omit<AllocatedTotal, 'sameErrorBytes'>> {
  readonly onEpoch: boolean
}

/** @param text behind the decorations */
export function filledBy(
  text: string,
  { timeMs, onEpoch }: { readonly timeMs: number; readonly onEpoch: boolean },
): HeapFill | undefined {
  const found = /^Heap: \d{1,15}[KMGT] reserved, .{1,40} committed, (\d{1,15})([KMGT]) .{1,12} used$/.exec(text)
  if (!found) return undefined
  const [, digits = '', unit = ''] = found
  return { timeMs, onEpoch, bytes: sizeOf(digits, unit), errorBytes: roundingOf(digits, unit) }
}

interface EpsilonLog {
  readonly fills: readonly HeapFill[]
  readonly heapLimitBytes: number | undefined
  readonly cores: number | undefined
}

export function neverCollecting({ fills, heapLimitBytes, cores }: EpsilonLog): ReturnType<FormatReader> {
  const dated = fills.some(({ onEpoch }) => onEpoch)
  const points = fills.filter(({ onEpoch }) => onEpoch === dated)
  const usedMb = (points.at(-1)?.bytes ?? 0) / bytesPerMb
  const full = heapLimitBytes === undefined ? '' : `, and at ${formatBytes(heapLimitBytes)} the process ends`
  return factsOnly({
    format: 'jvm-gc-log',
    runtime: 'jvm',
    facts: {
      ...(dated ? {} : { clock: 'own' as const }),
      allocatedTotals: thinned(points.map(({ timeMs, bytes, errorBytes }) => ({ timeMs, bytes, errorBytes }))),
      bounds: [
        {
          signal: 'live_heap_mb',
          high: usedMb,
          basis: { id: 'levels-with-garbage', slackMb: usedMb, seconds: 0 },
        },
      ],
      ...(heapLimitBytes === undefined ? {} : { heapLimitBytes }),
      ...(cores === undefined ? {} : { cores, coresFrom: 'CPUs available, by the GC log' }),
    },
    notes: [`Epsilon never collects: the heap only fills${full}. How much of it is live is not in the log`],
  })
}
