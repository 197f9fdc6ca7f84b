/**
 * Of the wrong rows that are allowed in all, how much each tested function may use. With the same for each, one of 8 % among two hundred
 * must stand out by 3.8 standard deviations, as must one of 0.3 % that nobody would act on; by what they cost, the one is found at about
 * 2.8 and the other at 4.2. What a function costs on both sides together says nothing of how it changed, so the false discovery rate
 * stays what it is. Nor does whose code it is: what a deploy changes is the program's own, which shows in its own functions with all they
 * call; that `math.Log` alone takes a fifth more is a machine's doing more often than anybody's.
 */
import type { TestedFunction } from './testFunctions.ts'

/** Of the allowed rate, for all tests alike; the rest goes by what is tested. */
const alike = 0.1
/** Of that rest: what functions cost themselves, and with what they call, where every caller counts what it calls again. */
const ofFamily = { self: 0.7, total: 0.3 } as const

/** Of libraries and runtimes, beside a function of the program itself. */
const ofLibrary = 0.1

/** Parallel to `tested`, in no unit. Profile types have equal parts, however many functions each has. */
export function partsOfRate(tested: readonly TestedFunction[]): Float64Array {
  const sums = new Map<string, number>()
  const groupOf = ({ kind, family }: TestedFunction): string => `${kind} ${family}`
  for (const one of tested) sums.set(groupOf(one), (sums.get(groupOf(one)) ?? 0) + spreadOf(one))
  const kinds = new Set(tested.map(({ kind }) => kind)).size
  return Float64Array.from(tested, (one) => {
    const sum = sums.get(groupOf(one)) ?? 0
    const part = sum > 0 ? (ofFamily[one.family] * spreadOf(one)) / sum / kinds : 0
    return alike / tested.length + (1 - alike) * part
  })
}

/**
 * Variance of its share, squared: a function of twice the cost shows a change half as large, and matters twice as much. What every sample
 * passes through cannot change its share and gets nothing.
 */
const spreadOf = ({ pooledShare, own }: TestedFunction): number =>
  (own ? 1 : ofLibrary) * Math.max(0, pooledShare * (1 - pooledShare)) ** 2
